#pragma once

// Callers who open tickets and talk about them, each in a thread, until told to stop. Who hears
// nothing certain asks again by the same request_id, at any instance, as a client should. Some
// tickets are everybody's, so that writers race.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "tests/chaos/journal.h"

namespace docket::chaos {

// Whether nobody can say of a try that ended so what becomes of it, or another may fare better: who
// asks again by the same request_id loses nothing.
bool MayBeAskedAgain(grpc::StatusCode code);

// Calls of one actor at any of `addresses`.
class Caller {
 public:
  Caller(std::string actor, const std::vector<std::string>& addresses);

  // One try at the instance `at` (modulo their number).
  grpc::Status Open(size_t at, const std::string& customer, const std::string& request_id,
                    ticket::v1::Receipt& receipt);
  grpc::Status Comment(size_t at, const std::string& ticket_id, const std::string& request_id,
                       ticket::v1::Receipt& receipt);
  grpc::Status Get(size_t at, const std::string& ticket_id, ticket::v1::Ticket& ticket);

  const std::string& actor() const { return actor_; }
  size_t instances() const { return stubs_.size(); }

 private:
  void Prepare(grpc::ClientContext& context) const;

  const std::string actor_;
  std::vector<std::unique_ptr<ticket::v1::TicketService::Stub>> stubs_;
};

class Clients {
 public:
  // `count` of them, who draw from `seed`. `journal` outlives them.
  Clients(const std::vector<std::string>& addresses, int count, uint64_t seed, Journal& journal);
  // What is under way is asked to its end.
  ~Clients();

  void Stop() { stopping_ = true; }

 private:
  void OpenShared();
  void Run(int number, uint64_t seed);

  const std::vector<std::string> addresses_;
  const std::string run_;
  std::vector<std::string> shared_;  // Ids of the tickets that are everybody's.
  Journal& journal_;
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
};

}  // namespace docket::chaos
