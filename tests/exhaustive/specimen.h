#pragma once

// One instance of the product's own code, the partition loop with its command loop and acceptance
// rule, in one life: fed with recorded inputs, so that it can be brought to the same state again.
// It decides one umbrella. Deterministic: equal operations give equal observations.

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/eventing/aggregate_kind.h"
#include "libs/eventing/mailbox.h"
#include "libs/eventing/partition_loop.h"
#include "libs/log/positions.h"
#include "libs/testing/simulated_engine.h"
#include "libs/testing/toy/umbrella.h"

namespace docket::exhaustive {

// What a client asks for. Calls of one request carry one id and content.
struct Request {
  std::string request_id;
  std::string borrower;
};

// Which records there are: the events by the order of their first append, told apart by their
// bytes, and the command that another service sends because of the first loan.
class Records {
 public:
  uint8_t Intern(const log::Record& record);
  const log::Record& At(uint8_t id) const { return *by_id_[id]; }
  size_t size() const { return by_id_.size(); }

 private:
  std::map<std::string, std::pair<uint8_t, log::Record>> by_bytes_;
  std::vector<const log::Record*> by_id_;
};

// What came of an append: its offset, or unknown.
inline constexpr int8_t kUnknownOutcome = -1;
struct AppendOutcome {
  uint8_t handle = 0;
  int8_t offset = kUnknownOutcome;

  friend auto operator<=>(const AppendOutcome&, const AppendOutcome&) = default;
};

// What is done to an instance, with everything that it may ask its ports meanwhile.
struct Operation {
  enum class Kind : uint8_t { kStep, kAssign, kRevoke, kFlush };
  Kind kind = Kind::kStep;
  // Records of the events topic: those that may be read, and where the topic ends in truth.
  std::vector<uint8_t> events;
  uint8_t end = 0;
  // Commands in the commands topic.
  uint8_t commands = 0;
  // Appends whose outcome may be collected.
  std::vector<AppendOutcome> outcomes;
  // Calls put into the mailbox, by number.
  std::vector<uint8_t> calls;

  friend auto operator<=>(const Operation&, const Operation&) = default;
};

enum class Word : uint8_t { kNone, kOk, kRejected, kAborted, kUnavailable };

// What an operation did that others can see.
struct Observation {
  // Handle and record of each append.
  std::vector<std::pair<uint8_t, uint8_t>> appends;
  std::vector<std::pair<uint8_t, Word>> answers;
  bool worked = false;
  // The written positions, and why the loop is halted.
  uint8_t events_next = 0;
  uint8_t commands_next = 0;
  std::string halted;
};

// The rows of a store, as a crash leaves them.
using Rows = std::vector<store::Mutation>;

class Specimen {
 public:
  struct Setting {
    Records& records;
    std::vector<Request> calls;  // By number.
    // Plants a mistake: the end that a question gives is what may be read, not the end in truth.
    bool stale_ends = false;
    // Two instances decide at different instants, so their commits differ.
    Time now{};
  };

  // A life that begins on `rows`. `setting` outlives it.
  Specimen(const Setting& setting, const Rows& rows);
  ~Specimen();

  Observation Do(const Operation& operation);
  // The rows that a crash leaves: those of the last flush.
  const Rows& flushed() const { return flushed_; }

 private:
  class Log;
  class NoPositions;

  eventing::Command CommandOf(uint8_t call);
  Rows ReadRows() const;
  void See(Observation& observation) const;

  const Setting& setting_;
  const eventing::AggregateKindOf<docket::testing::Umbrella> kind_;
  const eventing::UnitSpec spec_;
  docket::testing::SimulatedDisk disk_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<NoPositions> positions_;
  eventing::Mailbox mailbox_;
  Rows flushed_;
  std::vector<std::pair<uint8_t, Word>> answers_;  // The loop answers until it is gone.
  std::unique_ptr<store::ProjectionStore> store_;
  std::unique_ptr<eventing::PartitionLoop> loop_;
};

}  // namespace docket::exhaustive
