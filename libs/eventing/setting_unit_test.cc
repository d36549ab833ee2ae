// The unit that folds settings, deciding them too: from calls to the book of a process, and of the
// next.

#include "libs/eventing/setting_unit.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/base/check.h"
#include "libs/eventing/partition_loop.h"
#include "libs/setting/document.h"
#include "libs/setting/setting.h"
#include "libs/setting/setting_id.h"
#include "libs/testing/scripted_event_log.h"
#include "libs/testing/scripted_positions.h"
#include "libs/testing/simulated_store.h"
#include "libs/testing/toy/umbrella_calls.h"

namespace docket::eventing {
namespace {

using setting::v1::Document;
using testing::Caller;
using ::testing::SizeIs;

constexpr char kHome[] = "publish { document { name: 'home' pool { label: 'Home' } } }";
constexpr char kFirst[] =
    "publish { document { name: 'first' team { label: 'First' pool: 'home' } } }";

// An instance of the setting unit with the book of its process.
class Instance {
 public:
  Instance(testing::ScriptedEventLog& log, testing::ScriptedPositions& positions,
           testing::SimulatedStore& store)
      : loop_(SettingUnit(projection_), {log, positions, store.get(), mailbox_, &settings}) {
    DOCKET_CHECK(LoadSettings(store.get(), settings).ok());
    settings.Follow(loop_.progress());
  }

  void Assign() {
    loop_.Assign();
    Run();
  }
  void Run() {
    for (int idle = 0; idle < 5;) {
      idle = loop_.Step({FromMillis(50'000), std::chrono::seconds(50)}).worked ? 0 : idle + 1;
    }
  }
  Caller& Say(std::string_view kind, std::string_view name, const std::string& text,
              std::string_view request) {
    Command command;
    command.header.set_tenant("acme");
    command.header.set_aggregate_id(setting::SettingId::Of("acme", kind, name).text());
    command.header.set_command_id(std::string(PersonCommandId("acme", "root", request).bytes()));
    auto body = std::make_shared<setting::v1::SettingCommand>();
    DOCKET_CHECK(google::protobuf::TextFormat::ParseFromString(text, body.get()));
    command.digest = Digest::Of(SerializeDeterministic(*body));
    command.body = std::move(body);
    command.roles = {Role::kAdministrator};
    command.from_person = true;
    Caller& caller = callers_.emplace_back();
    command.reply = caller.reply();
    DOCKET_CHECK(mailbox_.Put(command));
    Run();
    return caller;
  }

  FoldedSettings settings;

 private:
  PublishedSettings projection_{settings};
  std::deque<Caller> callers_;
  Mailbox mailbox_{16};
  PartitionLoop loop_;
};

class SettingUnitTest : public ::testing::Test {
 protected:
  SettingUnitTest() { log_.Without(log::CommandsTopic("setting")); }

  static std::vector<store::TableSpec> Tables() {
    FoldedSettings nobodys;
    PublishedSettings projection(nobodys);
    return SettingUnit(projection).Tables();
  }

  testing::ScriptedEventLog log_;
  testing::ScriptedPositions positions_;
  testing::SimulatedStore store_{Tables()};
};

TEST_F(SettingUnitTest, PutsWhatIsPublishedIntoTheBookOfItsProcess) {
  Instance instance(log_, positions_, store_);
  instance.Assign();
  Caller& home = instance.Say("pool", "home", kHome, "r1");
  ASSERT_TRUE(home.answered() && home.status().ok()) << home.status();
  Caller& first = instance.Say("team", "first", kFirst, "r2");
  ASSERT_TRUE(first.answered() && first.status().ok()) << first.status();
  EXPECT_EQ(instance.settings.number(), 2u);
  EXPECT_EQ(instance.settings.reached(), 2);
  const setting::Settings newest = instance.settings.book().Newest();
  EXPECT_EQ(newest.Find("acme", Document::kTeam, "first")->document.team().pool(), "home");
}

TEST_F(SettingUnitTest, RefusesADocumentThatNamesWhatIsNotInForce) {
  Instance instance(log_, positions_, store_);
  instance.Assign();
  EXPECT_EQ(instance.Say("team", "first", kFirst, "r1").reason(), "FIELD_INVALID");
  EXPECT_THAT(log_.records(FoldedSettings::Place()), SizeIs(0));
  EXPECT_EQ(instance.settings.number(), 0u);
}

TEST_F(SettingUnitTest, ANewProcessFillsItsBookFromItsRows) {
  {
    Instance instance(log_, positions_, store_);
    instance.Assign();
    instance.Say("pool", "home", kHome, "r1");
    instance.Say("pool", "home", "retire {}", "r2");
  }
  store_.Reopen();
  const uint64_t read = log_.records_read();
  Instance next(log_, positions_, store_);
  EXPECT_EQ(next.settings.number(), 2u);
  EXPECT_EQ(log_.records_read(), read);
  EXPECT_NE(next.settings.book().AsOf(1).Find("acme", Document::kPool, "home"), nullptr);
  EXPECT_EQ(next.settings.book().AsOf(2).Find("acme", Document::kPool, "home"), nullptr);
}

TEST_F(SettingUnitTest, AProcessThatOwnsNothingFollows) {
  Instance owner(log_, positions_, store_);
  testing::SimulatedStore others{Tables()};
  Instance follower(log_, positions_, others);
  owner.Assign();
  owner.Say("pool", "home", kHome, "r1");
  follower.Run();
  EXPECT_EQ(follower.settings.number(), 1u);
  EXPECT_EQ(follower.settings.reached(), 1);
}

TEST_F(SettingUnitTest, RowsThatAreNotThoseOfTheUnitAreDamage) {
  {
    Instance instance(log_, positions_, store_);
    instance.Assign();
    instance.Say("pool", "home", kHome, "r1");
  }
  store_.get().Put(PublishedTable(PublishedSettings::kByNumber), std::string("\0\0\0\0\0\0\0\3", 8),
                   "nothing");
  ASSERT_TRUE(store_.get().WriteWindow().ok());
  FoldedSettings settings;
  EXPECT_EQ(LoadSettings(store_.get(), settings).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace docket::eventing
