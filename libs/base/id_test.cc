#include "libs/base/id.h"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "libs/base/text.h"

namespace docket {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t kBody = 3;  // Where the 17 characters behind "TK-" begin.

// What tests/vectors/ids.py computes without this library.
nlohmann::json GoldenVectors() {
  return nlohmann::json::parse(std::ifstream(DOCKET_SOURCE_DIR "/tests/vectors/ids.json"));
}

// Ids that between them have every digit at every place.
std::vector<std::string> SampleIds() {
  std::vector<std::string> ids;
  for (uint64_t digit = 0; digit < 32; ++digit) {
    IdBits bits{{static_cast<uint16_t>(digit * 0x0842 + digit / 16)}, 0};
    for (int i = 0; i < 13; ++i)
      bits.hash = bits.hash << 5 | ((digit + static_cast<uint64_t>(i)) % 32);
    ids.push_back(FormatId("TK", bits));
  }
  return ids;
}

TEST(Id, AgreesWithTheGoldenVectors) {
  const nlohmann::json vectors = GoldenVectors();
  ASSERT_GE(vectors["tickets"].size(), 20u);
  for (const auto& vector : vectors["tickets"]) {
    const std::string key = CanonicalCustomerKey(vector["presented_key"].get<std::string>());
    EXPECT_EQ(key, vector["customer_key"].get<std::string>());
    const TicketId id = TicketId::Of(vector["tenant"].get<std::string>(), key,
                                     vector["request_id"].get<std::string>());
    EXPECT_EQ(id.text(), vector["ticket_id"].get<std::string>());
    EXPECT_EQ(id.slot().value, vector["slot"].get<uint16_t>());
  }
}

TEST(Id, OfRecordedTicketsAgreesWithTheGoldenVectors) {
  const nlohmann::json vectors = GoldenVectors();
  ASSERT_GE(vectors["recorded"].size(), 6u);
  for (const auto& vector : vectors["recorded"]) {
    const TicketId id = TicketId::OfRecorded(
        vector["tenant"].get<std::string>(),
        CanonicalCustomerKey(vector["presented_key"].get<std::string>()),
        vector["source"].get<std::string>(), vector["case"].get<std::string>());
    EXPECT_EQ(id.text(), vector["ticket_id"].get<std::string>());
  }
}

TEST(Id, HoldsSlotAndHashUnchanged) {
  for (IdBits bits : {IdBits{{0}, 0}, IdBits{{0xFFFF}, ~uint64_t{0}}, IdBits{{0x8001}, 1},
                      IdBits{{1}, uint64_t{1} << 63}}) {
    EXPECT_EQ(ParseId("TK", FormatId("TK", bits)), bits);
  }
}

TEST(Id, OfZeroIsAllZeroes) { EXPECT_EQ(FormatId("TK", {{0}, 0}), "TK-00000000000000000"); }

TEST(Id, SortsBySlot) {
  EXPECT_LT(FormatId("TK", {{1}, ~uint64_t{0}}), FormatId("TK", {{2}, 0}));
  EXPECT_LT(FormatId("TK", {{0x00FF}, 0}), FormatId("TK", {{0x0100}, 0}));
}

TEST(Id, RefusesEverySingleSubstitution) {
  for (const std::string& id : SampleIds()) {
    for (size_t at = kBody; at < id.size(); ++at) {
      for (char other : kAlphabet) {
        if (other == id[at]) continue;
        std::string wrong = id;
        wrong[at] = other;
        EXPECT_FALSE(ParseId("TK", wrong)) << wrong << " for " << id;
      }
    }
  }
}

TEST(Id, RefusesEverySwapOfNeighbours) {
  for (const std::string& id : SampleIds()) {
    for (size_t at = kBody; at + 1 < id.size(); ++at) {
      if (id[at] == id[at + 1]) continue;
      std::string wrong = id;
      std::swap(wrong[at], wrong[at + 1]);
      EXPECT_FALSE(ParseId("TK", wrong)) << wrong << " for " << id;
    }
  }
}

TEST(Id, RefusesCharactersOutsideTheAlphabet) {
  const std::string id = SampleIds()[7];
  for (size_t at = 0; at < id.size(); ++at) {
    for (char other : std::string_view("Uu-_ *\0\n\x7f\xc3", 10)) {
      if (other == id[at]) continue;
      std::string wrong = id;
      wrong[at] = other;
      EXPECT_FALSE(ParseId("TK", wrong)) << "at " << at << " byte " << static_cast<int>(other);
    }
  }
}

TEST(Id, TakesLowerCaseAndLookAlikes) {
  for (const std::string& id : SampleIds()) {
    std::string lower = id;
    std::string letters = id;
    for (char& c : lower) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    for (char& c : letters) c = c == '0' ? 'O' : c == '1' ? 'I' : c;
    std::string ells = letters;
    for (char& c : ells) c = c == 'I' ? 'l' : c == 'O' ? 'o' : c;
    EXPECT_EQ(ParseId("TK", lower), ParseId("TK", id));
    EXPECT_EQ(ParseId("TK", letters), ParseId("TK", id));
    EXPECT_EQ(ParseId("TK", ells), ParseId("TK", id));
  }
}

TEST(Id, RefusesAnotherPrefixOrLength) {
  const std::string id = FormatId("TK", {{7}, 7});
  EXPECT_TRUE(ParseId("TK", id));
  EXPECT_FALSE(ParseId("OR", id));
  for (const std::string& wrong :
       {std::string(), std::string("TK"), std::string("TK-"), id.substr(0, id.size() - 1), id + "0",
        id.substr(kBody), " " + id, id + "\n", "TK_" + id.substr(kBody), "T" + id}) {
    EXPECT_FALSE(ParseId("TK", wrong)) << wrong;
  }
}

TEST(TicketId, IsPrintedInCanonicalSpelling) {
  const TicketId id = TicketId::Of("acme", "member:1", "r1");
  std::string typed = id.text();
  for (char& c : typed) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  ASSERT_NE(typed, id.text());
  EXPECT_EQ(TicketId::Parse(typed).value().text(), id.text());
}

TEST(TicketId, DependsOnTenantKeyAndRequest) {
  const std::string id = TicketId::Of("acme", "member:1", "r1").text();
  EXPECT_EQ(TicketId::Of("acme", "member:1", "r1").text(), id);
  EXPECT_NE(TicketId::Of("globex", "member:1", "r1").text(), id);
  EXPECT_NE(TicketId::Of("acme", "member:2", "r1").text(), id);
  EXPECT_NE(TicketId::Of("acme", "member:1", "r2").text(), id);
  EXPECT_NE(TicketId::Of("acme", "member:", "1r1").text(), id);
}

TEST(TicketId, CarriesTheSlotOfItsCustomer) {
  EXPECT_EQ(TicketId::Of("acme", "member:1", "r1").slot(), Slot::Of("acme", "member:1"));
  EXPECT_EQ(TicketId::Of("acme", "member:1", "r2").slot(), Slot::Of("acme", "member:1"));
}

}  // namespace
}  // namespace docket
