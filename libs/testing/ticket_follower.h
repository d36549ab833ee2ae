#pragma once

// A fixture for units that follow tickets: one of them on a scripted log, settings that the test
// publishes, and a ticket whose commits land when it says so. From 50 s on.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/check.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/followed_ticket.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/scripted_settings.h"
#include "libs/testing/simulated_store.h"

namespace docket::testing {

class TicketFollower : public ::testing::Test {
 protected:
  explicit TicketFollower(eventing::UnitSpec spec)
      : spec_(std::move(spec)),
        store_(spec_.Tables()),
        loop_(spec_, {log_, positions_, store_.get(), mailbox_, &settings_.folded()}) {
    loop_.Assign();
    Run();
  }
  ~TicketFollower() override { EXPECT_TRUE(loop_.halt().ok()) << loop_.halt(); }

  void Run() {
    constexpr int kIdleMax = 5;
    for (int idle = 0; idle < kIdleMax;) idle = loop_.Step(now_).worked ? 0 : idle + 1;
  }
  // The next commit of the ticket lands.
  void Land(const std::vector<std::string>& events,
            const std::source_location& where = std::source_location::current()) {
    ticket_.Land(events, now_.wall, settings_.folded().number(), where);
    Run();
  }

  // The command records in a topic, in order.
  template <typename Record>
  std::vector<Record> Sent(const log::TopicPartition& place) {
    std::vector<Record> sent;
    for (const log::LogRecord& record : log_.records(place)) {
      DOCKET_CHECK(sent.emplace_back().ParseFromString(record.record.value));
    }
    return sent;
  }

  Instant now_{FromMillis(50'000), std::chrono::seconds(50)};
  ScriptedEventLog log_;
  ScriptedPositions positions_;
  ScriptedSettings settings_{log_};
  FollowedTicket ticket_{log_};
  const eventing::UnitSpec spec_;
  SimulatedStore store_;
  eventing::Mailbox mailbox_{16};
  eventing::PartitionLoop loop_;
};

}  // namespace docket::testing
