#pragma once

// Judges a run by the raw records of the topic and by what callers were told, apart from the
// product's own acceptance: only the messages and the hash function are shared.
//
//   O3: per ticket the accepted commits are versions 1 to n, each naming the digest of the one
//       before; nothing is a gap or forks.
//   O2: what was answered OK is one accepted commit, there and nowhere else; what was refused is
//       none; what nobody can say is none or one; asked again, a request gets its first answer.
//   O1: every instance's rows are the fold of the log, and equal among instances.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/chaos/fleet.h"
#include "tests/chaos/journal.h"

namespace docket::chaos {

// What the records of a run were.
struct Records {
  uint64_t accepted = 0;
  uint64_t duplicates = 0;
  uint64_t losers = 0;
  uint64_t stale = 0;
};

class Judge {
 public:
  explicit Judge(Fleet& fleet) : fleet_(fleet) {}

  // Everything that is wrong; nobody calls any more.
  std::vector<std::string> Violations(const std::vector<Asked>& journal);

  const Records& records() const { return records_; }

 private:
  struct Accepted {
    std::string command_id;
    std::string digest;
  };

  void ReadLog();
  void JudgeRecord(const std::string& place, const std::string& key, const std::string& value);
  void JudgeAnswer(const Asked& asked);
  void JudgeRepeats(const std::vector<Asked>& journal);
  void JudgeRows();
  void Violate(const std::string& what) { violations_.push_back(what); }

  Fleet& fleet_;
  std::map<std::string, std::vector<Accepted>> tickets_;      // By id; the index is version - 1.
  std::map<std::string, std::vector<std::string>> commands_;  // Command id: "ticket/version".
  Records records_;
  std::vector<std::string> violations_;
};

}  // namespace docket::chaos
