// Watches over a unit that folds a scripted log, told to callers who read as a test says.

#include "services/intake/api/ticket_watches.h"

#include <condition_variable>
#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/proto_time.h"
#include "libs/eventing/partition_loop.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/wake_signal.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ticket::v1::WatchTicketsRequest;
using ticket::v1::WatchTicketsResponse;

const log::TopicPartition kEvents{"docket.ticket.events.v1", 0};

// The stream of a caller who takes so many messages and no more until told.
class Caller final : public rpc::ByteStream {
 public:
  explicit Caller(size_t room) : room_(room) {}

  rpc::Sent Write(std::string bytes) override {
    const std::lock_guard lock(mutex_);
    if (status_.has_value()) return rpc::Sent::kClosed;
    changed_.notify_all();
    if (room_ == 0) {
      ++refused_;
      return rpc::Sent::kFull;
    }
    --room_;
    messages_.emplace_back().ParseFromString(bytes);
    return rpc::Sent::kTaken;
  }
  void End(const absl::Status& status) override {
    const std::lock_guard lock(mutex_);
    if (!status_.has_value()) status_ = status;
    changed_.notify_all();
  }
  bool closed() const override {
    const std::lock_guard lock(mutex_);
    return status_.has_value();
  }
  void SetWaker(std::function<void()> wake) override { wake_ = std::move(wake); }

  void Read(size_t messages) {
    {
      const std::lock_guard lock(mutex_);
      room_ += messages;
    }
    wake_();
  }

  // Whether `count` messages were taken, a while from now at the latest.
  bool AwaitMessages(size_t count) {
    return Await(std::chrono::milliseconds(20), [&] { return messages_.size() >= count; });
  }
  // Waits until the stream was found full, or has ended.
  bool AwaitRefusal() {
    return Await(seconds(10), [&] { return refused_ > 0; });
  }
  bool AwaitEnd() {
    return Await(seconds(10), [&] { return status_.has_value(); });
  }

  // Versions of the changes told, 0 for a token alone.
  std::vector<uint64_t> versions() {
    const std::lock_guard lock(mutex_);
    std::vector<uint64_t> versions;
    for (const WatchTicketsResponse& message : messages_) {
      versions.push_back(message.change().entry().version());
    }
    return versions;
  }
  std::string last_token() {
    const std::lock_guard lock(mutex_);
    return messages_.back().token();
  }
  absl::Status status() {
    const std::lock_guard lock(mutex_);
    return status_.value_or(absl::OkStatus());
  }

 private:
  bool Await(std::chrono::milliseconds longest, const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, condition);
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<WatchTicketsResponse> messages_;
  size_t room_;
  size_t refused_ = 0;
  std::optional<absl::Status> status_;
  std::function<void()> wake_ = [] {};
};

class TicketWatchesTest : public ::testing::Test {
 protected:
  TicketWatchesTest() {
    watches_.SetWaker(&signal_);
    parked_.SetWaker(&signal_);
    loop_.Assign();
    Run();
  }

  // Lands a commit of the one ticket: it opens, or changes its priority.
  void Land(int count = 1) {
    for (; count > 0; --count) {
      auto commit = std::make_unique<ticket::v1::TicketCommit>();
      log::v1::CommitHeader& header = *commit->mutable_header();
      header.set_tenant("acme");
      header.set_aggregate_id("T1");
      header.set_version(++version_);
      if (version_ > 1) header.set_prev(std::string(head_.bytes()));
      header.set_command_id(std::string(16, 'c'));
      *header.mutable_time() = ToProto(FromMillis(1000));
      if (version_ == 1) {
        commit->add_events()->mutable_opened()->mutable_requester()->set_customer_key("ada");
      } else {
        commit->add_events()->mutable_prioritised();
      }
      const eventing::Commit written = eventing::WriteCommit(std::move(commit));
      head_ = written.digest;
      log_.Land(kEvents, {"T1", written.bytes, {}});
    }
    Run();
  }

  // Steps the unit and what hangs on it until there is nothing to do.
  void Run() {
    constexpr int kIdleMax = 5;  // A waker would tell of answers; the script has none.
    for (int idle = 0; idle < kIdleMax; ++idle) {
      if (loop_.Step(now_).worked) idle = 0;
    }
    parked_.Step(now_);
    watches_.Step(now_);
  }
  // Steps until `caller` has had `count` messages.
  void RunUntil(Caller& caller, size_t count) {
    constexpr int kTriesMax = 1000;
    for (int i = 0; i < kTriesMax && !caller.AwaitMessages(count); ++i) Run();
    ASSERT_GE(caller.versions().size(), count);
  }

  std::shared_ptr<Caller> Watch(size_t room, const std::string& token = "") {
    auto caller = std::make_shared<Caller>(room);
    rpc::Call call;
    call.caller.tenant = "acme";
    call.caller.roles = {eventing::Role::kAgent};
    WatchTicketsRequest request;
    request.set_token(token);
    const uint64_t seen = signal_.count();
    watches_.Begin(call, request, TicketWatches::Stream(caller));
    if (!caller->closed()) signal_.AwaitMoreThan(seen);  // It has begun.
    return caller;
  }

  Instant now_{FromMillis(50'000), seconds(50)};
  testing::WakeSignal signal_;
  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  const eventing::UnitSpec spec_ = IntakeUnit(0);
  testing::SimulatedStore store_{spec_.Tables()};
  eventing::Mailbox mailbox_{16};
  eventing::PartitionLoop loop_{spec_, {log_, positions_, store_.get(), mailbox_}};
  eventing::ParkedReads parked_{loop_.progress(), log_};
  eventing::UnitDoors doors_{{{&mailbox_, &store_.get(), &loop_.progress(), &parked_}}, "scripted"};
  std::optional<runtime::ReadPool> pool_{std::in_place};
  runtime::StoreReads reads_{doors_, *pool_};
  TicketWatches watches_{reads_};
  uint64_t version_ = 0;
  Digest head_;

  void TearDown() override { pool_.reset(); }  // As the watches ask.
};

TEST_F(TicketWatchesTest, TellWhatIsWrittenAfterTheyBegan) {
  Land(2);
  const auto caller = Watch(100);
  EXPECT_THAT(caller->versions(), ElementsAre(0));
  Land(2);
  RunUntil(*caller, 3);
  EXPECT_THAT(caller->versions(), ElementsAre(0, 3, 4));
}

TEST_F(TicketWatchesTest, GoOnBehindATokenOnce) {
  const auto first = Watch(100);
  Land(3);
  RunUntil(*first, 4);
  const std::string token = first->last_token();
  Land(2);
  const auto second = Watch(100, token);
  RunUntil(*second, 3);
  EXPECT_THAT(second->versions(), ElementsAre(0, 4, 5));
}

TEST_F(TicketWatchesTest, WaitForACallerWithoutLosingOrRepeating) {
  const auto caller = Watch(3);
  Land(6);
  ASSERT_TRUE(caller->AwaitRefusal());
  EXPECT_THAT(caller->versions(), ElementsAre(0, 1, 2));
  caller->Read(100);
  RunUntil(*caller, 7);
  EXPECT_THAT(caller->versions(), ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST_F(TicketWatchesTest, AreBounded) {
  std::vector<std::shared_ptr<Caller>> callers;
  for (size_t i = 0; i < TicketWatches::kWatchesMax; ++i) callers.push_back(Watch(1));
  EXPECT_EQ(Watch(1)->status().code(), absl::StatusCode::kResourceExhausted);
  callers.front()->End(Unavailable("gone"));
  Run();
  EXPECT_FALSE(Watch(1)->closed());
}

TEST_F(TicketWatchesTest, RefuseATokenThatCountsMoreThanThereIs) {
  Land(2);
  const auto caller = Watch(100, doors_.TokenOf({{kEvents, {2, 2}}}));
  EXPECT_THAT(caller->versions(), ElementsAre(0));
  log_.Land(kEvents, {"T1", "no commit", {}});
  Run();
  const auto beyond = Watch(100, doors_.TokenOf({{kEvents, {3, 3}}}));
  ASSERT_TRUE(beyond->AwaitEnd());
  EXPECT_EQ(beyond->status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace docket::intake
