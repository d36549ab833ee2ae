#include "libs/setting/setting.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/setting/document.h"
#include "libs/setting/setting_book.h"
#include "libs/setting/setting_id.h"
#include "libs/testing/given_when_then.h"

namespace docket::setting {
namespace {

using docket::testing::CommandOptions;
using docket::testing::Given;
using eventing::Role;
using ::testing::ElementsAre;

constexpr Time kNoon{std::chrono::hours(12)};
constexpr std::string_view kPool = "published { document { name: 'home' pool { label: 'Home' } } }";

// A book in which the tenant "acme" has the pool "home".
const SettingBook& HomeBook() {
  static const SettingBook* const book = [] {
    auto* made = new SettingBook;
    v1::SettingCommit commit;
    commit.mutable_header()->set_tenant("acme");
    commit.mutable_header()->set_aggregate_id(SettingId::Of("acme", "pool", "home").text());
    commit.mutable_header()->set_version(1);
    docket::testing::ParseText(kPool, *commit.add_events(), std::source_location::current());
    made->Add(1, commit);
    return made;
  }();
  return *book;
}

// What the administrator of "acme" says of the document `name` of `kind`.
class Administrator {
 public:
  Administrator(std::string_view kind, std::string_view name)
      : id_(SettingId::Of("acme", kind, name).text()), settings_(HomeBook().Newest()) {}

  CommandOptions Says(eventing::Roles roles = {Role::kAdministrator}) const {
    return {.actor = "kind: KIND_AGENT id: 'root'",
            .roles = roles,
            .aggregate_id = id_,
            .settings = &settings_};
  }

 private:
  const std::string id_;
  const Settings settings_;
};

TEST(Setting, PublishesADocumentWhole) {
  const Administrator root("pool", "home");
  Given<Setting>({})
      .When("publish { document { name: 'home' pool { label: 'Home' } } }", kNoon, root.Says())
      .Then({kPool});
}

TEST(Setting, PublishesOverAVersionBefore) {
  const Administrator root("pool", "home");
  Given<Setting>({kPool})
      .When("publish { document { name: 'home' pool { label: 'At home' } } }", kNoon, root.Says())
      .Then({"published { document { name: 'home' pool { label: 'At home' } } }"});
}

TEST(Setting, RefusesWhatIsInForceAsItStands) {
  const Administrator root("pool", "home");
  Given<Setting>({kPool})
      .When("publish { document { name: 'home' pool { label: 'Home' } } }", kNoon, root.Says())
      .ThenRejected(v1::SETTING_REJECTION_NO_CHANGE);
}

TEST(Setting, PublishesAgainWhatWasRetired) {
  const Administrator root("pool", "home");
  Given<Setting>({kPool, "retired {}"})
      .When("publish { document { name: 'home' pool { label: 'Home' } } }", kNoon, root.Says())
      .Then({kPool});
}

TEST(Setting, RetiresOnce) {
  const Administrator root("pool", "home");
  Given<Setting>({kPool}).When("retire {}", kNoon, root.Says()).Then({"retired {}"});
  Given<Setting>({kPool, "retired {}"})
      .When("retire {}", kNoon, root.Says())
      .ThenRejected(v1::SETTING_REJECTION_NO_CHANGE);
  Given<Setting>({})
      .When("retire {}", kNoon, root.Says())
      .ThenRejected(v1::SETTING_REJECTION_NOT_FOUND);
}

TEST(Setting, IsForAdministratorsAlone) {
  const Administrator root("pool", "home");
  for (const Role role : {Role::kCustomer, Role::kAgent, Role::kSupervisor, Role::kAnalyst,
                          Role::kService, Role::kImport, Role::kOperator}) {
    Given<Setting>({})
        .When("publish { document { name: 'home' pool { label: 'Home' } } }", kNoon,
              root.Says({role}))
        .ThenRejected(v1::SETTING_REJECTION_NOT_ALLOWED);
  }
}

constexpr std::string_view kSkip =
    "document { name: 'one' skip { topic: 'docket.ticket.events.v1' partition: 3 offset: 7"
    "  digest: '0123456789abcdef0123456789abcdef' reason: 'of a release that was taken back' } }";

TEST(Setting, SkipsAreForOperatorsAloneAndForEver) {
  const Administrator root("skip", "one");
  const std::string publish = "publish { " + std::string(kSkip) + " }";
  const std::string published = "published { " + std::string(kSkip) + " }";
  Given<Setting>({}).When(publish, kNoon, root.Says({Role::kOperator})).Then({published});
  Given<Setting>({})
      .When(publish, kNoon, root.Says())
      .ThenRejected(v1::SETTING_REJECTION_NOT_ALLOWED);
  for (const std::string& change : {publish, std::string("retire {}")}) {
    Given<Setting>({published})
        .When(change, kNoon, root.Says({Role::kOperator, Role::kAdministrator}))
        .ThenRejected(v1::SETTING_REJECTION_NOT_ALLOWED);
  }
  const Administrator pools("pool", "home");
  Given<Setting>({})
      .When("publish { document { name: 'home' pool { label: 'Home' } } }", kNoon,
            pools.Says({Role::kOperator}))
      .ThenRejected(v1::SETTING_REJECTION_NOT_ALLOWED);
}

TEST(Setting, TellsAllThatIsWrongWithASkip) {
  v1::Document document;
  document.set_name("one");
  document.mutable_skip()->set_topic("docket.setting.events.v1");
  document.mutable_skip()->set_partition(-1);
  document.mutable_skip()->set_offset(-1);
  document.mutable_skip()->set_digest("0123456789ABCDEF0123456789ABCDEF");
  std::vector<std::string> fields;
  for (const Fault& fault : FaultsOf(document, "acme", HomeBook().Newest())) {
    fields.push_back(fault.field);
  }
  EXPECT_THAT(fields, ElementsAre("skip.topic", "skip.partition", "skip.offset", "skip.digest",
                                  "skip.reason"));
}

TEST(Setting, NamesThatADocumentIsNotThere) {
  const Administrator root("team", "first");
  Given<Setting>({})
      .When("publish { document { name: 'first' team { label: 'First' pool: 'home' } } }", kNoon,
            root.Says())
      .Then({"published { document { name: 'first' team { label: 'First' pool: 'home' } } }"});
  Given<Setting>({})
      .When("publish { document { name: 'first' team { label: 'First' pool: 'away' } } }", kNoon,
            root.Says())
      .ThenRejected(v1::SETTING_REJECTION_FIELD_INVALID, {{"faults", "1"}, {"field", "team.pool"}});
}

TEST(Setting, TellsAllFaultsAtOnce) {
  v1::Document document;
  document.set_name("First Line");
  document.mutable_team()->set_pool("away");
  EXPECT_THAT(FaultsOf(document, "acme", HomeBook().Newest()),
              ElementsAre(Fault{"name", "1 to 64 of a-z, 0-9, '-', '_' and '.'"},
                          Fault{"team.label", "1 to 100 characters"},
                          Fault{"team.pool", "the name of a pool in force"}));
}

TEST(Setting, NamesTheKindsThatThereAre) {
  const google::protobuf::OneofDescriptor& kinds = *v1::Document::descriptor()->oneof_decl(0);
  for (int i = 0; i < kinds.field_count(); ++i) {
    EXPECT_EQ(KindNamed(kinds.field(i)->name()), kinds.field(i)->number());
  }
  EXPECT_EQ(KindNamed("name"), v1::Document::KIND_NOT_SET);
  EXPECT_EQ(KindNamed("potato"), v1::Document::KIND_NOT_SET);
}

TEST(SettingId, TellsTenantsKindsAndNamesApart) {
  const std::string id = SettingId::Of("acme", "team", "first").text();
  EXPECT_EQ(SettingId::Of("acme", "team", "first").text(), id);
  EXPECT_NE(SettingId::Of("apex", "team", "first").text(), id);
  EXPECT_NE(SettingId::Of("acme", "pool", "first").text(), id);
  EXPECT_NE(SettingId::Of("acme", "team", "second").text(), id);
  EXPECT_TRUE(Setting::SlotOf(id).has_value());
  EXPECT_FALSE(Setting::SlotOf("TK-6Y71VB7QN509XPE1J").has_value());
}

}  // namespace
}  // namespace docket::setting
