#pragma once

// O8: positions and reactions. A written or kept position passes a record only when what the record
// calls for is in the log; a command only when it is done, or refused on a fold that had seen its
// cause, and no rebuild takes it up again; first copies of reactions keep the order of their
// causes; nothing is left over.

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/simulation/oracle.h"

namespace docket::simulation {

class ProgressOracle final : public Oracle {
 public:
  explicit ProgressOracle(const Evidence& evidence) : Oracle("O8", evidence) {}

  void OnLanded(const Landed& landed) override;
  void OnWritten(const UnitRows& rows) override;
  void OnOpened(const UnitRows& rows) override;
  void OnCleared(const UnitRows& rows) override;
  void OnKept(const log::TopicPartition& place, log::Offset next) override;
  void AtQuiet(const std::vector<const UnitRows*>& units) override;

 private:
  using Place = std::pair<Kind, int32_t>;

  // An accepted commit that calls for reactions.
  struct Cause {
    log::Offset offset = 0;
    std::string aggregate_id;
    uint64_t version = 0;
    std::vector<DueReaction> due;
    std::vector<bool> sent;
  };
  // Those of one events partition, in its order.
  struct Causes {
    std::vector<Cause> list;
    std::map<std::pair<std::string, uint64_t>, size_t> by_version;
    size_t first_unsent = 0;
  };
  // A record of a commands topic.
  struct Sent {
    log::Offset offset = 0;
    CommandHeader header;
    std::shared_ptr<const Message> command;
    // Where its aggregate's events ended when it could first be read.
    log::Offset events_end = 0;
  };
  struct Positions {
    log::Offset events = 0;
    log::Offset commands = 0;
  };

  void AddCause(const Landed& landed, Kind kind);
  void AddCommand(const Landed& landed, Kind kind);
  void MatchCause(const Landed& landed, Kind kind, const CommandText& text);
  void CheckOrder(const Landed& landed, const Place& source, size_t cause, size_t reaction);
  void CheckReactions(const Place& source, log::Offset next, const std::string& who);
  void CheckCommand(const UnitRows& rows, const Sent& sent, log::Offset events_next);
  void CheckNotBack(const UnitRows& rows, const Positions& before, const Positions& after);
  void CheckLoans(int32_t partition);
  Positions PositionsOf(const UnitRows& rows) const;
  log::Offset EndOf(const Place& place) const;

  std::map<Place, Causes> causes_;
  std::map<Place, std::vector<Sent>> commands_;
  // Per source and target partition, which reaction was the last whose first copy has landed.
  std::map<std::pair<Place, Place>, std::pair<size_t, size_t>> order_;
  std::map<UnitName, Positions> written_;
};

}  // namespace docket::simulation
