#pragma once

// A projection: rows folded from accepted commits. One that also sends commands is a reactor; one
// that arms timers says later what a due timer sends; one whose rows settings ask something of says
// what is demanded. Pure but for what its context offers: equal commits give equal rows, sends and
// timers.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/slot.h"
#include "libs/eventing/commit.h"
#include "libs/log/record.h"
#include "libs/store/projection_store.h"

namespace docket::eventing {

// A command for an aggregate of another partition or another kind.
struct Reaction {
  // The kind of aggregate that is to decide, which names the topic.
  std::string kind;
  // Of the aggregate's id: gives the partition.
  Slot slot;
  // A message { CommandHeader header = 1; ... } with tenant, aggregate_id, command_id and actor;
  // the loop fills in cause, correlation and chain.
  std::unique_ptr<Message> record;
};

// An accepted commit as a projection meets it.
struct AcceptedCommit {
  const AggregateKind& kind;
  const CommitHeader& header;
  const Message& message;
  // The aggregate after it; null where the unit only follows this kind.
  const Message* state = nullptr;
  // Counts the accepted commits of its topic partition, from 1: the order of their fold without
  // gaps. Another number of partitions gives other numbers, so no table marked content holds it.
  uint64_t number = 0;
  // The settings as of the number that its header names; null where nothing depends on settings.
  const setting::Settings* settings = nullptr;
};

// The rows of a projection as folded so far. Table indices are those of its own list.
class FoldedRows {
 public:
  virtual ~FoldedRows() = default;

  virtual absl::StatusOr<std::optional<std::string>> Get(size_t table, std::string_view key) = 0;
  // Visits `range` in rising order. `visit` may read rows but not change them.
  virtual absl::Status Scan(size_t table, const store::KeyRange& range,
                            const store::RowVisitor& visit) = 0;
};

// Where a unit lives: its partition among those of its main topic.
struct UnitPlace {
  int32_t partition = 0;
  int32_t partitions = 1;

  // Whether aggregates of `slot` live here, given that their topic has as many partitions.
  bool Holds(Slot slot) const { return slot.PartitionOf(partitions) == partition; }
};

// A stretch of a walk over what settings ask for.
struct DemandedKeys {
  std::vector<std::string> keys;
  // Where the walk goes on; none at its end.
  std::optional<std::string> next;
};

// What a fold may do.
class FoldContext : public FoldedRows {
 public:
  virtual void Put(size_t table, std::string key, std::string value) = 0;
  virtual void Delete(size_t table, std::string key) = 0;

  // Sends a command because of this commit. Effective once: its id is a function of the cause.
  virtual void React(Reaction reaction) = 0;

  // Arms the timer `key` to fire when now > due. Arming one that is armed is the same timer.
  virtual void Arm(Time due, std::string key) = 0;
  // The event that the timer stood for has come, or what it stood for is over.
  virtual void Settle(Time due, std::string key) = 0;

  // Because of this commit settings may ask for `key` from now on, or no more: it is looked at
  // anew. Cheap. A fold names each key that its commit can have made demanded, for the commit may
  // rest on fewer settings than the walk that has passed its row.
  virtual void Demand(std::string key) = 0;
};

class Projection {
 public:
  virtual ~Projection() = default;

  virtual std::vector<store::TableSpec> Tables() const = 0;

  virtual absl::Status Fold(const AcceptedCommit& commit, FoldContext& context) = 0;

  // The command that the due timer `key` sends, by the rows as folded now. It is sent again until
  // an event settles the timer.
  virtual absl::StatusOr<Reaction> Fire(Time due, std::string_view key, FoldedRows& rows);

  // Keys of what `settings` ask for that no event has settled yet, from `cursor` on (empty: the
  // first), and where to go on. Looks at `max` rows or documents at most, so it may give none and
  // still go on. A pure function of both folds; leaves out what is another partition's to send.
  virtual absl::StatusOr<DemandedKeys> Demands(const setting::Settings& settings,
                                               std::string_view cursor, size_t max, UnitPlace place,
                                               FoldedRows& rows);
  // The command that the demand `key` sends, by both folds as they are now; none if nothing is
  // demanded. It is sent again until that is so. Its header names the number of `settings`, which
  // the kernel puts there: whoever decides it has folded as many.
  virtual absl::StatusOr<std::optional<Reaction>> Demand(std::string_view key,
                                                         const setting::Settings& settings,
                                                         FoldedRows& rows);
};

}  // namespace docket::eventing
