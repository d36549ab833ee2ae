#include "services/intake/projection/ticket_index.h"

#include <map>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/base/id.h"
#include "libs/base/proto_time.h"
#include "services/intake/domain/ticket.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Table = TicketIndex::Table;

// Rows as a fold leaves them, and how often it touched each table.
class Rows final : public eventing::FoldContext {
 public:
  absl::StatusOr<std::optional<std::string>> Get(size_t table, std::string_view key) override {
    const auto found = tables[table].find(std::string(key));
    if (found == tables[table].end()) return std::optional<std::string>();
    return std::optional<std::string>(found->second);
  }
  absl::Status Scan(size_t, const store::KeyRange&, const store::RowVisitor&) override {
    return Internal("an index scans nothing");
  }
  void Put(size_t table, std::string key, std::string value) override {
    ++touched[table];
    tables[table][std::move(key)] = std::move(value);
  }
  void Delete(size_t table, std::string key) override {
    ++touched[table];
    tables[table].erase(key);
  }
  void React(eventing::Reaction) override { ADD_FAILURE() << "an index reacts to nothing"; }
  void Arm(Time, std::string) override { ADD_FAILURE() << "an index arms nothing"; }
  void Settle(Time, std::string) override { ADD_FAILURE() << "an index settles nothing"; }
  void Demand(std::string) override { ADD_FAILURE() << "of an index nothing is demanded"; }

  std::map<size_t, std::map<std::string, std::string>> tables;
  std::map<size_t, int> touched;
};

class TicketIndexTest : public ::testing::Test {
 protected:
  // Folds a commit that leaves the ticket `id`, opened at `opened`, in the state that `text` tells.
  void Fold(const std::string& id, int64_t opened, const std::string& text) {
    TicketState state;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &state)) << text;
    *state.mutable_opened_time() = ToProto(FromMillis(opened));
    ticket::v1::TicketCommit commit;
    commit.mutable_header()->set_tenant("acme");
    commit.mutable_header()->set_aggregate_id(id);
    commit.mutable_header()->set_version(++version_);
    const absl::Status folded =
        index_.Fold({TicketAggregate(), commit.header(), commit, &state, ++number_}, rows_);
    ASSERT_TRUE(folded.ok()) << folded;
  }

  // The tickets that `query` finds, by place, of all its ranges.
  std::vector<std::string> Find(TicketQuery query) {
    query.tenant = "acme";
    std::vector<std::string> places;
    for (const IndexRange& range : RangesOf(query)) {
      for (const auto& [key, value] : rows_.tables[range.table]) {
        if (key.starts_with(range.prefix)) places.push_back(key.substr(range.prefix.size()));
      }
    }
    std::sort(places.begin(), places.end());
    std::vector<std::string> ids;
    for (const std::string& place : places) ids.emplace_back(TicketAt(place));
    return ids;
  }

  TicketListingChange Change(uint64_t number) {
    TicketListingChange change;
    EXPECT_TRUE(change.ParseFromString(rows_.tables[Table::kChanges][ChangeKey(number)]));
    return change;
  }

  TicketIndex index_;
  Rows rows_;
  uint64_t version_ = 0;
  uint64_t number_ = 0;
};

constexpr char kNew[] = "status: TICKET_STATUS_NEW requester { customer_key: 'ada' }";
constexpr char kAnns[] =
    "status: TICKET_STATUS_OPEN requester { customer_key: 'ada' } team_id: 'lamps' "
    "assignee_id: 'ann'";
constexpr char kSolved[] =
    "status: TICKET_STATUS_SOLVED requester { customer_key: 'ada' } team_id: 'lamps'";

TEST_F(TicketIndexTest, FindsTicketsByEachFilterTheLatestFirst) {
  Fold("T1", 1000, kAnns);
  Fold("T2", 3000, kAnns);
  Fold("T3", 2000, "status: TICKET_STATUS_NEW requester { customer_key: 'bob' }");
  EXPECT_THAT(Find({}), ElementsAre("T2", "T3", "T1"));
  EXPECT_THAT(Find({.customer_key = "ada"}), ElementsAre("T2", "T1"));
  EXPECT_THAT(Find({.customer_key = "bob"}), ElementsAre("T3"));
  EXPECT_THAT(Find({.team_id = "lamps"}), ElementsAre("T2", "T1"));
  EXPECT_THAT(Find({.assignee_id = "ann"}), ElementsAre("T2", "T1"));
  EXPECT_THAT(Find({.statuses = {ticket::v1::TICKET_STATUS_NEW}}), ElementsAre("T3"));
  EXPECT_THAT(Find({.customer_key = "ad"}), IsEmpty());  // No key is the beginning of another.
}

TEST_F(TicketIndexTest, PutsWhatWasOpenedBefore1970Last) {
  Fold("T1", 0, kNew);
  Fold("T2", -1, kNew);
  Fold("T3", 1, kNew);
  EXPECT_THAT(Find({}), ElementsAre("T3", "T1", "T2"));
}

TEST_F(TicketIndexTest, MovesATicketWithItsState) {
  Fold("T1", 1000, kNew);
  Fold("T1", 1000, kAnns);
  EXPECT_THAT(Find({.statuses = {ticket::v1::TICKET_STATUS_NEW}}), IsEmpty());
  EXPECT_THAT(Find({.assignee_id = "ann"}), ElementsAre("T1"));
  Fold("T1", 1000, kSolved);
  EXPECT_THAT(Find({.assignee_id = "ann"}), IsEmpty());
  EXPECT_THAT(Find({.statuses = {ticket::v1::TICKET_STATUS_SOLVED}, .team_id = "lamps"}),
              ElementsAre("T1"));
  EXPECT_THAT(Find({}), ElementsAre("T1"));
}

TEST_F(TicketIndexTest, TouchesNoIndexThatDoesNotChange) {
  Fold("T1", 1000, kAnns);
  rows_.touched.clear();
  Fold("T1", 1000, std::string(kAnns) + " subject: 'Lamp'");
  EXPECT_THAT(rows_.touched, ElementsAre(::testing::Pair(size_t{Table::kChanges}, 1)));
}

TEST_F(TicketIndexTest, KeepsEveryCommitWithTheListingBeforeAndAfterIt) {
  Fold("T1", 1000, kNew);
  Fold("T1", 1000, kAnns);
  Fold("T1", 1000, kAnns);
  EXPECT_FALSE(Change(1).has_before());
  EXPECT_EQ(Change(1).after().status(), ticket::v1::TICKET_STATUS_NEW);
  EXPECT_EQ(Change(2).before().status(), ticket::v1::TICKET_STATUS_NEW);
  EXPECT_EQ(Change(2).after().assignee_id(), "ann");
  EXPECT_FALSE(Change(3).has_before());
  EXPECT_EQ(Change(3).version(), 3);
}

TEST(TicketIndex, KnowsAPlaceFromWhatIsNone) {
  const std::string id = TicketId::OfRecorded("acme", "ada", "source", "case").text();
  EXPECT_TRUE(IsPlace(PlaceOf(1, id)));
  EXPECT_TRUE(IsPlace(PlaceOf(-1, id)));
  std::string mistyped = id;
  mistyped.back() = id.back() == '0' ? '1' : '0';
  std::string lower = id;
  lower.front() = 't';
  for (const std::string& place : {std::string(), std::string(8, '\0'), id, PlaceOf(1, ""),
                                   PlaceOf(1, mistyped), PlaceOf(1, lower), PlaceOf(1, id + id),
                                   PlaceOf(1, id.substr(1)), PlaceOf(1, id).substr(1)}) {
    EXPECT_FALSE(IsPlace(place)) << place;
  }
}

}  // namespace
}  // namespace docket::intake
