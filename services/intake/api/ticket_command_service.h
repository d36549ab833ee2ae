#pragma once

// docket.ticket.v1.TicketCommandService: commands of programs, many on one stream.

#include <functional>
#include <memory>

#include "libs/eventing/unit_doors.h"
#include "libs/rpc/service.h"

namespace docket::intake {

// Asked when a stream begins: what the stream is to hold until it is over, or why it may not begin.
using TakeStream = std::function<absl::StatusOr<std::shared_ptr<void>>()>;

// The service over the units behind `doors`, which outlive it. `by_log_time` is told in its
// answers.
rpc::Service MakeTicketCommandService(const eventing::UnitDoors& doors, TakeStream take_stream,
                                      bool by_log_time);

}  // namespace docket::intake
