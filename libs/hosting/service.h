#pragma once

// What a service tells a host about itself: its units, and what serves calls for them. Said once by
// the service, for the program that runs it alone and for the one that runs all.
//
//   // services/intake/api/intake_service.h
//   hosting::Service IntakeService();
//   // services/intake/main.cc
//   return hosting::RunProgram(argc, argv, {.name = "docket-intake"}, {intake::IntakeService()});
//
// A service is one kind of unit. A host may run several, also such that fold the same topics: each
// has stores, a group and owners of its own, by its name.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/time.h"
#include "libs/eventing/folded_settings.h"
#include "libs/eventing/turn.h"
#include "libs/eventing/unit.h"
#include "libs/eventing/unit_doors.h"
#include "libs/log/event_log.h"
#include "libs/rpc/service.h"
#include "libs/runtime/store_reads.h"

namespace docket::hosting {

// What an API works with; outlives it.
struct ApiPorts {
  const eventing::UnitDoors& doors;
  const runtime::StoreReads& reads;
  const eventing::FoldedSettings& settings;
  // Held by a stream of commands while it is open; or why one more may not be.
  std::function<absl::StatusOr<std::shared_ptr<void>>()> take_stream;
  // Whether time is that of the log.
  bool by_log_time = false;
  // What the clock on the wall says.
  std::function<Time()> now;
};

// What serves calls for the units of one service. It is stepped beside them, by one of their
// threads, and woken when one of them has written.
class Api : public eventing::Stepped {
 public:
  // For a server that goes first.
  virtual std::vector<rpc::Service> Services() = 0;

  // Of the thread that steps it; before the first step.
  virtual void SetWaker(log::Waker* waker) = 0;
  // Told when a unit has written. As long as this.
  virtual log::Waker& progress_waker() = 0;
};

struct Service {
  // Of the unit kind: "intake".
  std::string name;
  // Of its stores; a store of another version is set aside and built anew.
  uint32_t fold_version = 1;
  std::function<eventing::UnitSpec(int32_t partition)> unit;
  // Null for a service that serves no calls.
  std::function<std::unique_ptr<Api>(const ApiPorts& ports)> make_api;
  // What serves calls for settings, whose unit every process has: the owner of this service's
  // partition 0 decides them. Null for a service that does not.
  std::function<rpc::Service(const ApiPorts& ports)> make_setting_service = nullptr;

  // Decided by it, its main topic's kind first; none if it only follows others.
  std::vector<const eventing::AggregateKind*> kinds() const { return unit(0).decides; }
};

}  // namespace docket::hosting
