#include "libs/setting/setting_book.h"

#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/setting/setting_id.h"

namespace docket::setting {
namespace {

using ::testing::ElementsAre;
using Document = v1::Document;

// A commit that publishes the pool `name` with `label`, or retires it if that is empty.
v1::SettingCommit Commit(const std::string& tenant, const std::string& name, uint64_t version,
                         const std::string& label) {
  v1::SettingCommit commit;
  commit.mutable_header()->set_tenant(tenant);
  commit.mutable_header()->set_aggregate_id(SettingId::Of(tenant, "pool", name).text());
  commit.mutable_header()->set_version(version);
  v1::SettingEvent& event = *commit.add_events();
  if (label.empty()) {
    event.mutable_retired();
    return commit;
  }
  event.mutable_published()->mutable_document()->set_name(name);
  event.mutable_published()->mutable_document()->mutable_pool()->set_label(label);
  return commit;
}

std::string LabelAt(const SettingBook& book, uint64_t number, const std::string& name) {
  const PublishedPtr found = book.AsOf(number).Find("acme", Document::kPool, name);
  return found == nullptr ? "" : found->document.pool().label();
}

TEST(SettingBook, HasEachVersionAsOfItsNumber) {
  SettingBook book;
  book.Add(1, Commit("acme", "home", 1, "Home"));
  book.Add(2, Commit("acme", "away", 1, "Away"));
  book.Add(3, Commit("acme", "home", 2, "At home"));
  book.Add(4, Commit("acme", "home", 3, ""));
  EXPECT_EQ(book.number(), 4u);
  EXPECT_EQ(LabelAt(book, 0, "home"), "");
  EXPECT_EQ(LabelAt(book, 1, "home"), "Home");
  EXPECT_EQ(LabelAt(book, 2, "home"), "Home");
  EXPECT_EQ(LabelAt(book, 3, "home"), "At home");
  EXPECT_EQ(LabelAt(book, 4, "home"), "");
  EXPECT_EQ(LabelAt(book, 4, "away"), "Away");
}

TEST(SettingBook, TakesWhatItHasForTheSameAgain) {
  SettingBook book;
  book.Add(1, Commit("acme", "home", 1, "Home"));
  book.Add(2, Commit("acme", "home", 2, "At home"));
  book.Add(1, Commit("acme", "home", 1, "Home"));
  book.Add(2, Commit("acme", "home", 2, "At home"));
  EXPECT_EQ(book.number(), 2u);
  EXPECT_EQ(LabelAt(book, 1, "home"), "Home");
  EXPECT_EQ(LabelAt(book, 2, "home"), "At home");
}

TEST(SettingBook, TellsTenantsApartAndListsByName) {
  SettingBook book;
  book.Add(1, Commit("acme", "home", 1, "Home"));
  book.Add(2, Commit("apex", "home", 1, "Other"));
  book.Add(3, Commit("acme", "away", 1, "Away"));
  std::vector<std::string> names;
  for (const PublishedPtr& pool : book.Newest().All("acme", Document::kPool)) {
    names.push_back(pool->document.name());
  }
  EXPECT_THAT(names, ElementsAre("away", "home"));
  EXPECT_EQ(book.AsOf(1).All("apex", Document::kPool).size(), 0u);
  EXPECT_EQ(book.Newest().All("acme", Document::kTeam).size(), 0u);
}

TEST(SettingBook, ListsAKindOfAllTenantsAStretchAtATime) {
  SettingBook book;
  v1::Document team;
  team.set_name("first-line");
  team.mutable_team();
  for (const char* tenant : {"acme", "apex", "zeta"}) book.Publish(tenant, team);
  book.Add(4, Commit("apex", "home", 1, "Home"));
  book.Add(5, Commit("acme", "home", 1, "Home"));
  book.Add(6, Commit("acme", "away", 1, "Away"));
  const auto names = [](const std::vector<TenantDocument>& listed) {
    std::vector<std::string> all;
    for (const TenantDocument& document : listed) {
      all.push_back(document.tenant + "/" + document.published->document.name());
    }
    return all;
  };
  EXPECT_THAT(names(book.Newest().AllOf(Document::kPool)),
              ElementsAre("acme/away", "acme/home", "apex/home"));
  EXPECT_THAT(names(book.Newest().AllOf(Document::kPool, "acme", "home", 1)),
              ElementsAre("acme/home"));
  EXPECT_THAT(names(book.Newest().AllOf(Document::kPool, "acme", "homf")),
              ElementsAre("apex/home"));
  EXPECT_THAT(names(book.AsOf(4).AllOf(Document::kPool)), ElementsAre("apex/home"));
  EXPECT_EQ(book.Newest().AllOf(Document::kTeam).size(), 3u);
  EXPECT_EQ(book.Newest().AllOf(Document::kTenant).size(), 0u);
}

TEST(SettingBook, MayBeReadWhileItGrows) {
  constexpr uint64_t kVersions = 2000;
  SettingBook book;
  std::thread writer([&book] {
    for (uint64_t i = 1; i <= kVersions; ++i) {
      book.Add(i, Commit("acme", "home", i, std::to_string(i)));
    }
  });
  uint64_t number = 0;
  while (number < kVersions) {
    number = book.number();
    EXPECT_EQ(LabelAt(book, number, "home"), number == 0 ? "" : std::to_string(number));
  }
  writer.join();
}

}  // namespace
}  // namespace docket::setting
