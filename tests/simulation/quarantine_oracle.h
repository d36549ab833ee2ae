#pragma once

// O8, of what cannot be read, and of machines' wishes to lend: a written or kept position passes
// such a record only when its copy is in quarantine, whole and with its origin, or the wish is
// done; and nothing else is there.

#include <map>
#include <set>
#include <string>

#include "tests/simulation/oracle.h"

namespace docket::simulation {

class QuarantineOracle final : public Oracle {
 public:
  explicit QuarantineOracle(const Evidence& evidence) : Oracle("O8", evidence) {}

  void OnLanded(const Landed& landed) override;
  void OnWritten(const UnitRows& rows) override;
  void OnKept(const log::TopicPartition& place, log::Offset next) override;

 private:
  // A record whose copy is awaited or at least allowed.
  struct Kept {
    log::Record record;
    std::string command_id;  // Of a wish.
    bool copied = false;
  };

  void OnCopy(const log::Record& copy);
  void CheckPassed(const log::TopicPartition& place, log::Offset next, const std::string& who);

  std::map<log::TopicPartition, std::map<log::Offset, Kept>> kept_;
  std::set<std::string> done_;  // Command ids.
};

}  // namespace docket::simulation
