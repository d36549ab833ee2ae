#include "libs/runtime/log_clock.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/proto_time.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/toy.h"
#include "libs/testing/toy/umbrella_calls.h"

namespace docket::runtime {
namespace {

using eventing::Command;
using testing::Borrower;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::Umbrella;

const std::string kRed = Umbrella::IdOf("acme", "red");
const std::string kBlue = Umbrella::IdOf("acme", "blue");
const log::TopicPartition kUmbrellas{"docket.umbrella.events.v1", 0};
const std::vector<log::TopicPartition> kPlaces = {kUmbrellas,
                                                  {"docket.umbrella.commands.v1", 0},
                                                  {"docket.borrower.events.v1", 0},
                                                  {"docket.borrower.commands.v1", 0}};

// A unit with what it works with.
struct Unit {
  Unit(eventing::UnitSpec spec, log::EventLog& log, log::Positions& positions)
      : store(spec.Tables()), loop(std::move(spec), {log, positions, store.get(), mailbox}) {
    loop.Assign();
  }

  testing::SimulatedStore store;
  eventing::Mailbox mailbox{4096};
  eventing::PartitionLoop loop;
};

// The desk and the ledger of the toy by one log clock, and the clerk between them if the desk does
// not react itself. The machine's own time stands still.
struct Toyland {
  explicit Toyland(bool with_clerk = false)
      : desk(with_clerk ? toy.BareDesk(0) : toy.Desk(0), log, positions) {
    if (with_clerk) clerk.emplace(toy.Clerk(0), log, positions);
    std::vector<ClockedUnit> units;
    for (Unit* unit : {&desk, clerk ? &*clerk : nullptr, &ledger}) {
      if (unit != nullptr) units.push_back({&unit->loop, &unit->loop, &unit->mailbox});
    }
    clock.emplace(std::move(units), [this] { return absl::StatusOr<Time>(greatest); });
  }

  // A recorded step of the umbrella `id` at `instant`, in ms.
  void Put(const std::string& id, const std::string& text, int64_t instant) {
    Command command = testing::UmbrellaCall(id, text, std::to_string(++commands));
    *command.header.mutable_recorded()->mutable_time() = ToProto(FromMillis(instant));
    command.reply = [this](const absl::StatusOr<eventing::Receipt>& receipt) {
      answers.push_back(receipt.status());
    };
    ASSERT_TRUE(clock->door(0).Put(command));
  }
  void Lend(const std::string& id, int64_t due, int64_t instant) {
    Put(id,
        "lend { borrower_id: '" + Borrower::IdOf("acme", "ada") +
            "' due_time { seconds: " + std::to_string(due / 1000) +
            " nanos: " + std::to_string(due % 1000 * 1'000'000) + " } }",
        instant);
  }

  // Steps until nothing more happens; where appends are held, the log answers `steps` late.
  void Settle(int steps_late = 0) {
    constexpr int kStepsMax = 100'000;
    constexpr int kIdleMax = 20;
    for (int step = 0, idle = 0; step < kStepsMax; ++step) {
      const eventing::Turn turn = clock->Step({FromMillis(7), std::chrono::seconds(7)});
      idle = turn.worked ? 0 : idle + 1;
      if (idle == kIdleMax) return;
      if (steps_late == 0 || step % steps_late != 0) continue;
      for (const log::TopicPartition& place : kPlaces) {
        if (!log.held(place).empty()) log.Resolve(place, testing::Fate::kLands);
      }
    }
    FAIL() << "it spins";
  }

  // Each commit of umbrellas as "time kinds".
  std::vector<std::string> Umbrellas() {
    std::vector<std::string> commits;
    for (const log::LogRecord& record : log.records(kUmbrellas)) {
      const eventing::Commit commit =
          eventing::ReadCommit(kind, record.record.key, record.record.value).commit;
      commits.push_back(std::to_string(ToMillis(FromProto(commit.header(kind).time()))) + " " +
                        kind.EventKinds(*commit.message));
    }
    return commits;
  }
  // Every record of every topic, as "topic key value" with the value in hex.
  std::vector<std::string> Everything() {
    std::vector<std::string> records;
    for (const log::TopicPartition& place : kPlaces) {
      for (const log::LogRecord& record : log.records(place)) {
        records.push_back(place.topic + " " + record.record.key + " " + Hex(record.record.value));
      }
    }
    return records;
  }

  testing::ScriptedEventLog log;
  Time greatest{};
  const eventing::AggregateKindOf<Umbrella> kind;
  testing::Toy toy;
  testing::ScriptedPositions positions;
  int commands = 0;
  std::vector<absl::Status> answers;
  Unit desk;
  std::optional<Unit> clerk;
  Unit ledger{toy.Ledger(0), log, positions};
  std::optional<LogClock> clock;
};

class LogClockTest : public ::testing::Test, protected Toyland {};

TEST_F(LogClockTest, FiresWhatWasDueEarlierOneMillisecondLateAndBeforeTheCommand) {
  Lend(kRed, 1000, 100);
  Lend(kBlue, 9000, 5000);
  Settle();
  EXPECT_THAT(Umbrellas(), ElementsAre("100 lent", "100 confirmed", "1001 reminded", "5000 lent",
                                       "5000 confirmed"));
  EXPECT_EQ(answers.size(), 2u);
}

TEST_F(LogClockTest, WaitsForServicesThatOnlyFollowToo) {
  Toyland with_clerk(true);
  for (Toyland* toyland : {static_cast<Toyland*>(this), &with_clerk}) {
    toyland->Lend(kRed, 1000, 100);
    toyland->Lend(kBlue, 9000, 5000);
    toyland->Settle();
  }
  EXPECT_EQ(with_clerk.Umbrellas(), Umbrellas());
  EXPECT_THAT(with_clerk.Umbrellas(), SizeIs(5));
}

TEST_F(LogClockTest, FiresInTheOrderOfDueTimesHoweverFarApart) {
  constexpr int64_t kYear = 365LL * 24 * 3600 * 1000;
  Lend(kRed, 2 * kYear, 100);
  Lend(kBlue, kYear, 200);
  Put(kRed, "collect {}", 3 * kYear);
  Settle();
  const auto at = [](int64_t time, const std::string& kinds) {
    return std::to_string(time) + " " + kinds;
  };
  EXPECT_THAT(Umbrellas(), ElementsAre("100 lent", "100 confirmed", "200 lent", "200 confirmed",
                                       at(kYear + 1, "reminded"), at(2 * kYear + 1, "reminded"),
                                       at(3 * kYear, "collected")));
}

TEST_F(LogClockTest, FiresWhatIsDueAtAnInstantBehindItsCommands) {
  Lend(kRed, 5000, 100);
  Put(kRed, "collect {}", 5000);
  Lend(kBlue, 5000, 5000);
  Lend(kRed, 9000, 5001);
  Settle();
  EXPECT_THAT(Umbrellas(),
              ElementsAre("100 lent", "100 confirmed", "5000 collected", "5000 lent",
                          "5000 confirmed", "5001 reminded", "5001 lent", "5001 confirmed"));
}

TEST_F(LogClockTest, StandsStillWithoutCommands) {
  Lend(kRed, 1000, 100);
  Settle();
  EXPECT_THAT(Umbrellas(), ElementsAre("100 lent", "100 confirmed"));
}

TEST_F(LogClockTest, LetsWhatACommandCausesArriveBeforeTheNextOfItsAggregate) {
  Lend(kRed, 1000, 100);
  Put(kRed, "collect {}", 100);
  Lend(kRed, 2000, 100);
  Settle();
  EXPECT_THAT(Umbrellas(), ElementsAre("100 lent", "100 confirmed", "100 collected", "100 lent",
                                       "100 confirmed"));
}

TEST_F(LogClockTest, GivesTheSameLogHoweverLateTheLogAnswers) {
  Toyland slow;
  for (const log::TopicPartition& place : kPlaces) slow.log.Hold(place);
  for (Toyland* toyland : {static_cast<Toyland*>(this), &slow}) {
    for (int i = 0; i < 20; ++i) {
      const std::string id = Umbrella::IdOf("acme", std::to_string(i % 7));
      if (i % 14 < 7) toyland->Lend(id, 150 + 10 * i, 100 + 10 * (i / 3));
      if (i % 14 >= 7) toyland->Put(id, "collect {}", 100 + 10 * (i / 3));
    }
  }
  for (Toyland* toyland : {static_cast<Toyland*>(this), &slow}) {
    toyland->Put(kRed, "collect {}", 1000);
  }
  Settle();
  slow.Settle(3);
  EXPECT_EQ(answers.size(), 21u);
  EXPECT_THAT(Umbrellas(), ::testing::Contains(::testing::HasSubstr("reminded")));
  EXPECT_EQ(slow.Everything(), Everything());
}

TEST_F(LogClockTest, NeverRunsBack) {
  greatest = FromMillis(10'000);
  Lend(kRed, 2000, 1000);
  Lend(kBlue, 30'000, 20'000);
  Settle();
  EXPECT_THAT(Umbrellas(), ElementsAre("1000 lent", "10000 reminded", "10000 confirmed",
                                       "20000 lent", "20000 confirmed"));
}

TEST_F(LogClockTest, RefusesLiveCommands) {
  Settle();
  testing::Caller caller;
  Command live = testing::UmbrellaCall(kRed, testing::LendText("ada"), "r1");
  live.reply = caller.reply();
  EXPECT_TRUE(clock->door(0).Put(live));
  EXPECT_EQ(caller.code(), absl::StatusCode::kFailedPrecondition);
  Settle();
  EXPECT_THAT(Umbrellas(), IsEmpty());
}

TEST_F(LogClockTest, TakesOneStreamAtATime) {
  absl::StatusOr<std::shared_ptr<void>> first = clock->TakeStream();
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(clock->TakeStream().status().code(), absl::StatusCode::kUnavailable);
  first->reset();
  EXPECT_TRUE(clock->TakeStream().ok());
}

TEST_F(LogClockTest, TakesNoMoreThanMayWait) {
  for (size_t i = 0; i < LogClock::kWaitingMax; ++i) Put(kRed, "collect {}", 100);
  Command command = testing::UmbrellaCall(kRed, "collect {}", "one more");
  command.header.mutable_recorded();
  EXPECT_FALSE(clock->door(0).Put(command));
}

TEST_F(LogClockTest, SaysWhyTimeCannotGoOn) {
  EXPECT_TRUE(clock->fault().ok());
  LogClock broken({{&desk.loop, &desk.loop, &desk.mailbox}},
                  [] { return absl::StatusOr<Time>(DataLoss("a row is cut")); });
  for (int i = 0; i < 100; ++i) broken.Step({FromMillis(7), std::chrono::seconds(7)});
  EXPECT_EQ(broken.fault().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace docket::runtime
