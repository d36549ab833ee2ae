#include "tests/simulation/machine.h"

#include <string>

#include "libs/eventing/command.h"
#include "tests/simulation/workload.h"

namespace docket::simulation {

void Machine::Start() {
  const nanoseconds wait = stream_.Between(std::chrono::milliseconds(200), std::chrono::seconds(2));
  world_.scheduler().After(wait, [this] {
    if (finished_) return;
    Send();
    Start();
  });
}

void Machine::Send() {
  if (!last_.has_value() || !stream_.OneIn(4)) {
    const Request lend = DrawLend(world_, stream_);
    const std::string parts[] = {std::to_string(++wishes_)};
    const std::string id(eventing::MachineCommandId(lend.tenant, "lend", parts).bytes());
    toy::v1::UmbrellaCommandRecord record;
    CommandHeader& header = *record.mutable_header();
    header.set_tenant(lend.tenant);
    header.set_aggregate_id(lend.umbrella_id);
    header.set_command_id(id);
    header.set_correlation_id(id);
    header.mutable_actor()->set_kind(log::v1::Actor::KIND_SERVICE);
    header.mutable_actor()->set_id("shop");
    *record.mutable_command() = *lend.command;
    last_ = log::Record{lend.umbrella_id, BytesOf(record), {}};
  }
  const int32_t partition = PartitionOf(last_->key, world_.partitions());
  world_.log().Land({TopicOf(Kind::kUmbrella, "commands"), partition}, *last_);
}

}  // namespace docket::simulation
