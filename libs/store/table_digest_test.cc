#include "libs/store/table_digest.h"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/digest.h"
#include "libs/testing/simulated_engine.h"

namespace docket::store {
namespace {

using Row = std::pair<std::string, std::string>;

std::vector<Row> SomeRows(int count) {
  std::vector<Row> rows;
  for (int row = 0; row < count; ++row) {
    rows.emplace_back("key " + std::to_string(row), std::string(static_cast<size_t>(row), 'v'));
  }
  return rows;
}

TableDigest Of(const std::vector<Row>& rows) {
  TableDigest digest;
  for (const auto& [key, value] : rows) digest.Add(key, value);
  return digest;
}

TEST(TableDigest, IsTheHashOfOneRowWithLengths) {
  using namespace std::string_literals;
  const Sha256Bytes hash = Sha256("\0\0\0\2TK\0\0\0\3new"s);
  const std::string_view bytes(reinterpret_cast<const char*>(hash.data()), hash.size());
  EXPECT_EQ(Of({{"TK", "new"}}).hex(), Hex(bytes));
  EXPECT_EQ(Of({}).hex(), std::string(64, '0'));
}

TEST(TableDigest, KnowsNoOrder) {
  std::vector<Row> rows = SomeRows(100);
  const TableDigest digest = Of(rows);
  std::shuffle(rows.begin(), rows.end(), std::mt19937_64(1));
  EXPECT_EQ(Of(rows), digest);
}

TEST(TableDigest, AddsUpOverParts) {
  const std::vector<Row> rows = SomeRows(100);
  TableDigest sum = Of({rows.begin(), rows.begin() + 37});
  sum += Of({rows.begin() + 37, rows.end()});
  EXPECT_EQ(sum, Of(rows));
}

// The sum by Python's hashlib and integers.
TEST(TableDigest, IsTheSumThatOthersFind) {
  EXPECT_EQ(Of(SomeRows(100)).hex(),
            "f6360152234d1c4e7c468bbd807f63c42393a8768b8d72a61106835da22ccabc");
}

// Doubling carries out of every word sooner or later: 2^256 times any hash is nothing.
TEST(TableDigest, WrapsAroundAt256Bits) {
  TableDigest sum = Of({{"key", "value"}});
  for (int doubling = 0; doubling < 256; ++doubling) sum += TableDigest(sum);
  EXPECT_EQ(sum, TableDigest());
}

TEST(TableDigest, SeesBytesThatMoveBetweenKeyAndValue) {
  EXPECT_NE(Of({{"TK-1", "open"}}), Of({{"TK-1o", "pen"}}));
  EXPECT_NE(Of({{"TK-1", ""}}), Of({{"", "TK-1"}}));
}

TEST(TableDigest, SeesValuesThatChangePlaces) {
  EXPECT_NE(Of({{"a", "1"}, {"b", "2"}}), Of({{"a", "2"}, {"b", "1"}}));
}

TEST(TableDigest, SeesARowThatIsThereTwice) {
  EXPECT_NE(Of({{"a", "1"}, {"a", "1"}}), Of({}));
  EXPECT_NE(Of({{"a", "1"}, {"a", "1"}}), Of({{"a", "1"}}));
}

constexpr TableIndex kTickets = 0;
constexpr TableIndex kHeads = 1;
constexpr TableIndex kDone = 2;
constexpr TableIndex kCursors = 3;
constexpr char kDigestA[] = "0123456789abcdef";
constexpr char kDigestB[] = "fedcba9876543210";

StoreSpec Spec() {
  return {.tables = {{.name = "tickets", .content = Content::kWhole},
                     {.name = "heads", .content = Content::kAfterDigest},
                     {.name = "done"},
                     {.name = "cursors", .cursor = true}}};
}

// A store that has just `rows`.
class StoreOf {
 public:
  explicit StoreOf(const std::vector<Mutation>& rows) { EXPECT_TRUE(engine_->Write(rows).ok()); }
  StoreDigest Full() const { return *FullDigest(*engine_->View(), Spec()); }
  absl::StatusOr<TableSum> Sum(TableIndex table, const GoOn& go_on) const {
    return SumTable(*engine_->View(), Spec(), table, go_on);
  }
  absl::StatusOr<StoreDigest> Content() const { return ContentDigest(*engine_->View(), Spec()); }

 private:
  testing::SimulatedDisk disk_;
  std::unique_ptr<Engine> engine_ =
      *testing::SimulatedEngine::Open(disk_, {"tickets", "heads", "done", "cursors"});
};

TEST(StoreDigest, OfSplitStoresAddsUpToThatOfTheWhole) {
  const Mutation first{kTickets, "TK-1", "new"};
  const Mutation second{kTickets, "TK-2", "open"};
  const Mutation head{kHeads, "TK-2", std::string(kDigestA) + "7"};
  StoreDigest sum = StoreOf({first}).Full();
  sum += StoreOf({second, head}).Full();
  EXPECT_EQ(sum, StoreOf({first, second, head}).Full());
  EXPECT_EQ(sum.hex(), StoreOf({first, second, head}).Full().hex());
}

TEST(StoreDigest, SeesRowsThatChangeTables) {
  const StoreDigest before = StoreOf({{kTickets, "TK-1", "new"}}).Full();
  const StoreDigest after = StoreOf({{kDone, "TK-1", "new"}}).Full();
  EXPECT_NE(before, after);
  EXPECT_NE(before.hex(), after.hex());
}

TEST(StoreDigest, CoversAllButCursorsInFull) {
  const StoreDigest empty = StoreOf({}).Full();
  EXPECT_NE(StoreOf({{kTickets, "TK-1", "new"}}).Full(), empty);
  EXPECT_NE(StoreOf({{kHeads, "TK-1", kDigestA}}).Full(),
            StoreOf({{kHeads, "TK-1", kDigestB}}).Full());
  EXPECT_NE(StoreOf({{kDone, "TK-1", "7"}}).Full(), empty);
  EXPECT_EQ(StoreOf({{kCursors, "timers", "7"}}).Full(), empty);
}

TEST(StoreDigest, CoversAsMuchContentAsTheTableSays) {
  const StoreDigest empty = *StoreOf({}).Content();
  auto head = [](std::string_view digest, std::string_view rest) {
    return *StoreOf({{kHeads, "TK-1", std::string(digest) + std::string(rest)}}).Content();
  };
  EXPECT_NE(*StoreOf({{kTickets, "TK-1", "new"}}).Content(), empty);
  EXPECT_EQ(head(kDigestA, "version 1"), head(kDigestB, "version 1"));
  EXPECT_NE(head(kDigestA, "version 1"), head(kDigestA, "version 2"));
  EXPECT_EQ(*StoreOf({{kDone, "TK-1", "7"}, {kCursors, "timers", "7"}}).Content(), empty);
}

TEST(StoreDigest, OfEachTableIsThatOfTheStore) {
  const std::vector<Mutation> rows = {{kTickets, "TK-1", "new"},
                                      {kHeads, "TK-1", std::string(kDigestA) + "7"},
                                      {kHeads, "TK-2", std::string(kDigestB) + "8"},
                                      {kDone, "TK-1", "7"},
                                      {kCursors, "timers", "7"}};
  const StoreOf store(rows);
  for (TableIndex table = 0; table < Spec().tables.size(); ++table) {
    const TableSum sum = *store.Sum(table, [] { return true; });
    EXPECT_EQ(sum.full, store.Full().tables[table]);
    EXPECT_EQ(sum.content, store.Content()->tables[table]);
    EXPECT_EQ(sum.rows, table == kHeads ? 2U : 1U);
  }
}

TEST(StoreDigest, StopsWhenNobodyWantsItAnyMore) {
  std::vector<Mutation> rows;
  for (int row = 0; row < 5000; ++row) rows.push_back({kTickets, std::to_string(row), "new"});
  const StoreOf store(rows);
  EXPECT_EQ(store.Sum(kTickets, [] { return false; }).status().code(),
            absl::StatusCode::kCancelled);
}

TEST(StoreDigest, CallsAValueTooShortForItsDigestDamage) {
  const StoreOf store({{kHeads, "TK-1", "short"}});
  EXPECT_EQ(store.Content().status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace docket::store
