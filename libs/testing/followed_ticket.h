#pragma once

// A ticket of acme's whose commits land in a scripted log, for tests of those who follow tickets.

#include <memory>
#include <source_location>
#include <string>
#include <vector>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/id.h"
#include "libs/eventing/acceptance.h"
#include "libs/eventing/commit.h"
#include "libs/testing/given_when_then.h"
#include "libs/testing/scripted_event_log.h"

namespace docket::testing {

class FollowedTicket {
 public:
  inline static const log::TopicPartition kEvents{"docket.ticket.events.v1", 0};

  // `log` outlives this.
  explicit FollowedTicket(ScriptedEventLog& log) : log_(log) {}

  const std::string& id() const { return id_; }

  // The next commit lands: `events` are text protos, decided at `now` by `settings` settings.
  void Land(const std::vector<std::string>& events, Time now, uint64_t settings,
            const std::source_location& where = std::source_location::current()) {
    auto message = std::make_unique<ticket::v1::TicketCommit>();
    eventing::CommitHeader& header = *message->mutable_header();
    header.set_tenant("acme");
    header.set_aggregate_id(id_);
    header.set_command_id(std::string(16, static_cast<char>(head_.version)));
    header.set_settings(settings);
    eventing::Extend(head_, now, header);
    header.mutable_actor()->set_kind(log::v1::Actor::KIND_SERVICE);
    header.mutable_actor()->set_id("test");
    for (const std::string& event : events) ParseText(event, *message->add_events(), where);
    const eventing::Commit commit = eventing::WriteCommit(std::move(message));
    head_ = eventing::HeadOf(static_cast<const ticket::v1::TicketCommit&>(*commit.message).header(),
                             commit.digest);
    log_.Land(kEvents, {id_, commit.bytes, {}});
  }

 private:
  ScriptedEventLog& log_;
  const std::string id_ = TicketId::Of("acme", "ada", "open").text();
  eventing::Head head_;
};

}  // namespace docket::testing
