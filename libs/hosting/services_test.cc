// A whole host on an embedded log that runs several services, two of which fold one topic.

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "libs/eventing/aggregate_rows.h"
#include "libs/hosting/host.h"
#include "libs/hosting/no_calls_test.h"
#include "libs/hosting/units.h"
#include "libs/testing/scratch_directory.h"
#include "libs/testing/toy/toy.h"
#include "libs/testing/toy/umbrella_calls.h"

namespace docket::hosting {
namespace {

using std::chrono::steady_clock;
using ::testing::ElementsAre;

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kLook{5};

class Services : public ::testing::Test {
 protected:
  ~Services() override {
    if (thread_.joinable()) thread_.join();
  }

  // The desk decides, the clerk follows it and reacts, the ledger is told.
  std::vector<Service> All() { return {Desk(), Clerk(), Ledger()}; }
  Service Desk() {
    return {.name = "desk",
            .unit = [this](int32_t partition) { return toy_.BareDesk(partition); },
            .make_api =
                [this](const ApiPorts& ports) {
                  doors_.set_value(&ports.doors);
                  return std::make_unique<NoCalls>();
                }};
  }
  Service Clerk() {
    return {.name = "clerk",
            .unit = [this](int32_t partition) { return toy_.Clerk(partition); },
            .make_api = nullptr};
  }
  Service Ledger() {
    return {.name = "ledger",
            .unit = [this](int32_t partition) { return toy_.Ledger(partition); },
            .make_api = nullptr};
  }

  void Start(std::vector<Service> services) {
    HostOptions options;
    options.program = "toy";
    options.data_directory = data_ / "data";
    options.address = "127.0.0.1:0";
    options.partitions = 2;
    std::packaged_task<absl::Status()> run(
        [options, services = std::move(services)] { return RunHost(options, services); });
    ended_ = run.get_future();
    thread_ = std::thread(std::move(run));
  }
  // The doors of the desk's units.
  const eventing::UnitDoors& Doors() { return *doors_.get_future().get(); }

  absl::Status End() {
    // Its thread is the one that waits for the signal.
    // NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread)
    pthread_kill(thread_.native_handle(), SIGTERM);
    absl::Status said = ended_.get();
    thread_.join();
    return said;
  }

  // What the umbrella `id` answers; asked again while its unit does not serve yet.
  static absl::Status Call(const eventing::UnitDoors& doors, const std::string& id,
                           const std::string& text) {
    absl::Status answered;
    const auto until = steady_clock::now() + kPatience;
    do {
      eventing::Command command = testing::UmbrellaCall(id, text, "r1");
      std::promise<absl::Status> answer;
      command.reply = [&answer](const absl::StatusOr<eventing::Receipt>& outcome) {
        answer.set_value(outcome.status());
      };
      if (!doors.At(testing::Umbrella::SlotOf(id).value()).mailbox->Put(command)) break;
      answered = answer.get_future().get();
      if (absl::IsUnavailable(answered)) std::this_thread::sleep_for(kLook);
    } while (absl::IsUnavailable(answered) && steady_clock::now() < until);
    return answered;
  }

  uint64_t VersionOf(const eventing::UnitDoors& doors, const std::string& id) {
    const auto view = doors.View(doors.PartitionOf(testing::Umbrella::SlotOf(id).value()));
    if (!view.ok()) return 0;
    const auto row =
        eventing::ReadRow(toy_.umbrella(), eventing::UnitSpec::TablesOf(0), *view->rows, id);
    return row.ok() && row->has_value() ? (*row)->head.version : 0;
  }

 private:
  const testing::ScratchDirectory data_;
  testing::Toy toy_;
  std::promise<const eventing::UnitDoors*> doors_;
  std::future<absl::Status> ended_;
  std::thread thread_;
};

// The clerk commands what it neither decides nor reads, so its topics name that as well.
TEST_F(Services, NeedTheTopicsThatTheyReadAndThoseThatTheyCommand) {
  EXPECT_THAT(
      TopicsOf({Clerk()}),
      ElementsAre("docket.borrower.commands.v1", "docket.quarantine.v1", "docket.setting.events.v1",
                  "docket.umbrella.commands.v1", "docket.umbrella.events.v1"));
  EXPECT_THAT(TopicsOf(All()),
              ElementsAre("docket.borrower.commands.v1", "docket.borrower.events.v1",
                          "docket.quarantine.v1", "docket.setting.events.v1",
                          "docket.umbrella.commands.v1", "docket.umbrella.events.v1"));
}

TEST_F(Services, OfOneHostFollowAndCommandEachOther) {
  Start(All());
  const eventing::UnitDoors& doors = Doors();
  std::vector<std::string> ids;
  for (const char* name : {"red", "blue", "green", "grey"}) {
    ids.push_back(testing::Umbrella::IdOf("acme", name));
    const absl::Status lent = Call(doors, ids.back(), testing::LendText(name));
    ASSERT_TRUE(lent.ok()) << lent;
  }
  // The desk has lent it; the clerk has told the ledger, which has confirmed it, and has reminded
  // of it, for it was due long ago.
  constexpr uint64_t kVersions = 3;
  const auto until = steady_clock::now() + kPatience;
  for (const std::string& id : ids) {
    while (VersionOf(doors, id) < kVersions && steady_clock::now() < until) {
      std::this_thread::sleep_for(kLook);
    }
    EXPECT_EQ(VersionOf(doors, id), kVersions) << id;
  }
  const absl::Status ended = End();
  EXPECT_TRUE(ended.ok()) << ended;
}

}  // namespace
}  // namespace docket::hosting
