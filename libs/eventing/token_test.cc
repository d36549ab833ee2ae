#include "libs/eventing/token.h"

#include <gtest/gtest.h>

#include "docket/log/v1/log_events.pb.h"
#include "libs/base/base64.h"

namespace docket::eventing {
namespace {

const log::TopicPartition kThird{"docket.ticket.events.v1", 2};

// What a caller might put together.
std::string Forged(const std::string& log, std::vector<std::pair<int32_t, int64_t>> folded) {
  log::v1::TokenContent content;
  content.set_log(log);
  for (const auto& [partition, offset] : folded) {
    content.add_folded()->set_topic("docket.ticket.events.v1");
    content.mutable_folded()->rbegin()->set_partition(partition);
    content.mutable_folded()->rbegin()->set_offset(offset);
  }
  return ToBase64Url(content.SerializeAsString());
}

void ExpectNoToken(const std::string& text) {
  const absl::StatusOr<Token> token = DecodeToken(text);
  EXPECT_EQ(token.status().code(), absl::StatusCode::kInvalidArgument) << text.substr(0, 80);
}

TEST(Token, HasThisForm) {
  EXPECT_EQ(EncodeToken({TokenLog("log-1"), {{kThird, {18, 16}}}}),
            "Cgi4Jgz3JdXethIfChdkb2NrZXQudGlja2V0LmV2ZW50cy52MRACGBIgEA");
}

TEST(Token, IsReadAsItWasWritten) {
  const Token token{TokenLog("log-1"), {{kThird, {18, 16}}, {{"docket.pool.events.v1", 0}, {}}}};
  EXPECT_EQ(*DecodeToken(EncodeToken(token)), token);
}

TEST(Token, OfATopicThatNobodyKnowsIsStillAToken) {
  const Token token{TokenLog("log-1"), {{{"docket.weather.events.v1", 7}, {3, 3}}}};
  EXPECT_EQ(*DecodeToken(EncodeToken(token)), token);
}

TEST(Token, IsNotReadFromAnythingElse) {
  ExpectNoToken("");
  ExpectNoToken("garbage");
  ExpectNoToken("not base64!");
  ExpectNoToken(std::string(1 << 20, 'A'));
  ExpectNoToken(Forged("short", {{0, 1}}));
  ExpectNoToken(Forged("12345678", {{-1, 1}}));
  ExpectNoToken(Forged("12345678", {{0, -1}}));
  ExpectNoToken(Forged("12345678", {{0, 1}, {0, 2}}));
  std::string cut = EncodeToken({TokenLog("log-1"), {{kThird, {18, 16}}}});
  cut.resize(cut.size() - 4);
  ExpectNoToken(cut);
}

TEST(Token, CountsNoMoreAcceptedThanThereAre) {
  ExpectNoToken(EncodeToken({TokenLog("log-1"), {{kThird, {18, 19}}}}));
}

}  // namespace
}  // namespace docket::eventing
