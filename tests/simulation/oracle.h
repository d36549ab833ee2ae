#pragma once

// What judges a run. Oracles see the log, the stores and the answers, never the code that made
// them; they are told of everything in the order in which it happens.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/store/engine.h"
#include "tests/simulation/history.h"
#include "tests/simulation/reference.h"

namespace docket::simulation {

// Which unit of which process. The desk decides umbrellas, the ledger borrowers.
struct UnitName {
  int process = 0;
  Kind kind = Kind::kUmbrella;
  int32_t partition = 0;

  friend auto operator<=>(const UnitName&, const UnitName&) = default;
};
std::string ToText(const UnitName& unit);

// The written rows of a unit.
class UnitRows {
 public:
  UnitRows(UnitName unit, const store::ReadView& view, const std::vector<std::string>& tables)
      : unit_(unit), view_(view), tables_(tables) {}

  const UnitName& unit() const { return unit_; }
  std::optional<std::string> Get(std::string_view table, std::string_view key) const;
  std::map<std::string, std::string> All(std::string_view table) const;
  // The first row of a table; none if it is empty.
  std::optional<std::string> FirstKey(std::string_view table) const;
  // How far `topic` was folded or its commands were finished.
  log::Offset Next(std::string_view topic) const;

 private:
  store::TableIndex IndexOf(std::string_view table) const;

  const UnitName unit_;
  const store::ReadView& view_;
  const std::vector<std::string>& tables_;
};

// A record that has just landed in a partition, as seen from above.
struct Landed {
  const log::TopicPartition& place;
  log::Offset offset = 0;
  const log::Record& record;
  // Made by the simulation to be ignored, not by a process.
  bool planted = false;
  // In an events topic: as the reference judges it.
  const Judged* judged = nullptr;
};

struct Violation {
  std::string oracle;
  std::string what;
};

// What all oracles share.
struct Evidence {
  const Reference& reference;
  const History& history;
  int32_t partitions = 0;
  // True time, and its wall clock.
  std::function<std::chrono::nanoseconds()> now;
  std::function<Time()> wall;
  // How far the clock of some process may be ahead of true time.
  std::chrono::nanoseconds clock_ahead_max{};
  // Takes the first violation; later ones may follow from it.
  std::function<void(Violation)> report;
};

class Oracle {
 public:
  Oracle(std::string_view name, const Evidence& evidence) : evidence_(evidence), name_(name) {}
  virtual ~Oracle() = default;

  std::string_view name() const { return name_; }

  virtual void OnLanded(const Landed&) {}
  // A batch was written; or the unit has just opened its store, after a crash maybe.
  virtual void OnWritten(const UnitRows&) {}
  virtual void OnOpened(const UnitRows&) {}
  // All rows and positions of events were cleared, to be folded again.
  virtual void OnCleared(const UnitRows&) {}
  // The log keeps that the group of `place` has reacted before `next`.
  virtual void OnKept(const log::TopicPartition&, log::Offset) {}
  virtual void OnAnswered(const Call&) {}
  // A read that was to know what `token` says was answered so, from those rows if it is OK.
  virtual void OnRead(const UnitRows&, const eventing::FoldedMap&, const absl::Status&) {}
  // Nothing moves any more; `rows` are those of all units.
  virtual void AtQuiet(const std::vector<const UnitRows*>&) {}

 protected:
  void Fail(const std::string& what) const { evidence_.report({std::string(name_), what}); }

  const Evidence& evidence_;

 private:
  const std::string_view name_;
};

// Those of `names`, comma-separated; all if it is empty.
std::vector<std::unique_ptr<Oracle>> MakeOracles(std::string_view names, const Evidence& evidence);

}  // namespace docket::simulation
