#pragma once

// What a partition unit is made of: said once by a service, for its production hosts and for the
// simulator alike.

#include <cstdint>
#include <string>
#include <vector>

#include "libs/eventing/aggregate_rows.h"
#include "libs/eventing/mailbox.h"
#include "libs/eventing/outbox.h"
#include "libs/eventing/projection.h"
#include "libs/eventing/setting_demands.h"
#include "libs/eventing/timers.h"
#include "libs/log/event_log.h"
#include "libs/log/positions.h"
#include "libs/store/projection_store.h"

namespace docket::eventing {

class FoldedSettings;

// What a unit takes at a time and holds in memory at most. Hosts keep what stands here; simulations
// draw little, so that a few records show what otherwise many would.
struct UnitBounds {
  // Folded of one topic in one step, so that the units of a thread take turns.
  size_t records_per_step_max = 512;
  // Sent to one target in one append.
  size_t records_per_append_max = Outbox::kAppendRecordsMax;
  size_t near_timers_max = Timers::kNearMax;
  size_t pending_demands_max = SettingDemands::kPendingMax;
};

// Everything named here outlives the units made from it.
struct UnitSpec {
  // Names the unit kind, its group in the log and the source of its commits: "intake".
  std::string service;
  int32_t partition = 0;
  // The kinds decided here, whose place in this list a Command names. The first is the main topic
  // of the unit; if none is decided, the first that is followed.
  std::vector<const AggregateKind*> decides;
  // Kinds whose events are folded here though others decide them.
  std::vector<const AggregateKind*> follows;
  std::vector<Projection*> projections;
  // Whether a projection sends commands: because of the main topic's events, when a timer is due,
  // or because settings ask for it.
  bool reacts = false;
  // The kinds that projections command without their being decided here.
  std::vector<std::string> commands{};
  UnitBounds bounds{};

  // The events that the unit folds, its main topic first: those of all kinds, decided ones before
  // followed ones.
  std::vector<log::TopicPartition> Inputs() const;
  // Those, then the commands of the decided kinds that have any: all that the store has positions
  // of.
  std::vector<log::TopicPartition> Topics() const;
  // The names of all topics that the unit reads or commands; the log has to have them.
  std::vector<std::string> TopicNames() const;
  // By what callers are told of the unit, and its owner is found: the partition of its main topic,
  // which no other unit decides; if it decides nothing, "routing/3", for others may fold the same.
  std::string Place() const;
  // The tables of the unit's store: three of each decided kind, one of each followed, those of the
  // projections, and those of the timers if it reacts.
  std::vector<store::TableSpec> Tables() const;
  // The tables of decides[index] in that list.
  static AggregateTables TablesOf(size_t index) { return AggregateTables::At(3 * index); }
  // The first table of projections[index].
  store::TableIndex FirstTableOf(size_t index) const;
};

// What a unit works with; all outlive it. `store` was opened with the spec's tables.
struct UnitPorts {
  log::EventLog& log;
  log::Positions& positions;
  store::ProjectionStore& store;
  Mailbox& mailbox;
  // Of the process; null where nothing depends on settings.
  FoldedSettings* settings = nullptr;
};

}  // namespace docket::eventing
