#pragma once

// A small history of another system, and a client that imports it as careful clients do: what is
// acknowledged goes to a journal, synced before it counts, and what the journal lacks is sent
// again.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "docket/ticket/v1/ticket_command_service.pb.h"

namespace docket {

// The steps of `cases` cases, those of different cases mixed, numbered from 1. Each step changes
// something. Equal seeds give equal histories.
std::vector<ticket::v1::SubmitRequest> DrawHistory(size_t cases, uint64_t seed);

// What a client was told about one command.
struct Acknowledgement {
  std::string ticket_id;
  uint64_t version = 0;

  friend bool operator==(const Acknowledgement&, const Acknowledgement&) = default;
};

// The acknowledged commands by their numbers, in a file that survives whoever dies.
class Journal {
 public:
  // Begins an empty one or goes on with what `path` has.
  explicit Journal(std::string path);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Returns when it is synced.
  void Append(uint64_t sequence, const Acknowledgement& acknowledgement);
  // What the file says.
  std::map<uint64_t, Acknowledgement> Read() const;

 private:
  const std::string path_;
  int file_ = -1;
};

struct Sent {
  uint64_t sent = 0;
  uint64_t answered = 0;
  // Answers that are no acknowledgement, in words.
  std::vector<std::string> refused;
};

// Sends to `address` over one stream what of `history` is not in `journal`, in order, up to 256
// unanswered, and journals what is acknowledged; then calls `on_acknowledged` with how many there
// are in all. Returns when the stream has ended.
Sent Import(const std::string& address, const std::vector<ticket::v1::SubmitRequest>& history,
            Journal& journal, const std::function<void(size_t acknowledged)>& on_acknowledged);

}  // namespace docket
