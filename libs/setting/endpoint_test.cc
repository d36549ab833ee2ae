#include "libs/setting/endpoint.h"

#include "libs/setting/kind_test.h"

namespace docket::setting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

v1::Document Hook() {
  return DocumentOf(
      "name: 'hook' endpoint { label: 'Shop' url: 'https://hook.shop.example.com:8443/a?b=%20' "
      "secret_name: 'shop-hook' event_kinds: ['opened', 'solved'] enabled: true }");
}

template <typename How>
std::vector<std::string> With(How how) {
  return ToldAfter(Hook(), [&](v1::Document& document) { how(*document.mutable_endpoint()); });
}

std::vector<std::string> At(std::string_view url) {
  return With([&](v1::Endpoint& endpoint) { endpoint.set_url(std::string(url)); });
}

TEST(EndpointDocument, MayBePublished) {
  EXPECT_THAT(Told(Hook()), IsEmpty());
  for (const std::string_view url :
       {"https://a.cn", "https://1.2.3.4.example.com/", "https://A-1.b.C:1?x"}) {
    EXPECT_THAT(At(url), IsEmpty()) << url;
  }
}

TEST(EndpointDocument, ListensByHttpsAlone) {
  for (const std::string_view url : {"", "http://a.cn", "HTTPS://a.cn", "ftp://a.cn", "//a.cn"}) {
    EXPECT_THAT(At(url), ElementsAre("endpoint.url must be a URL that begins with https://"))
        << url;
  }
}

TEST(EndpointDocument, HasAHostByName) {
  for (const std::string_view url :
       {"https://", "https:///a", "https://localhost/", "https://127.0.0.1/", "https://127.1/",
        "https://10.0.0.1", "https://8.8.8.8", "https://2130706433/", "https://0x7f.0.0.1/",
        "https://[::1]/", "https://[fe80::1]:443/", "https://a..cn", "https://a.cn./",
        "https://-a.cn", "https://a_b.cn", "https://:443", "https://a.0x1"}) {
    EXPECT_THAT(At(url), ElementsAre("endpoint.url must be of a host by its name in DNS, not by an "
                                     "address"))
        << url;
  }
  for (const std::string_view url :
       {"https://a.local", "https://x.LOCALHOST/", "https://db.internal:1/",
        "https://a.localdomain", "https://a.home.arpa"}) {
    EXPECT_THAT(At(url), ElementsAre("endpoint.url must be of a host in the public internet"))
        << url;
  }
}

TEST(EndpointDocument, HasAUrlWithoutWhatHidesThings) {
  EXPECT_THAT(At("https://user:word@a.cn/"),
              ElementsAre("endpoint.url must be without user and password"));
  EXPECT_THAT(At("https://a.cn/#b"), ElementsAre("endpoint.url must be without a fragment"));
  for (const std::string_view url :
       {"https://a.cn/ b", "https://a.cn\\@b.cn", "https://例子.cn/", "https://a.cn/\n"}) {
    EXPECT_THAT(At(url), ElementsAre(StartsWith("endpoint.url must be of printable ASCII"))) << url;
  }
  for (const std::string_view url : {"https://a.cn:", "https://a.cn:0", "https://a.cn:65536",
                                     "https://a.cn:1:2", "https://a.cn:x"}) {
    EXPECT_THAT(At(url), ElementsAre(StartsWith("endpoint.url must be of a port from 1 to 65535")))
        << url;
  }
  EXPECT_THAT(At("https://a.cn/" + std::string(2048, 'a')),
              ElementsAre("endpoint.url must be at most 2048 bytes"));
}

TEST(EndpointDocument, NamesItsSecretAndNeverHasIt) {
  for (const std::string_view secret :
       {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}) {
    EXPECT_THAT(
        With([&](v1::Endpoint& endpoint) { endpoint.set_secret_name(std::string(secret)); }),
        ElementsAre("endpoint.secret_name must be the name of a secret and not the secret"));
  }
  EXPECT_THAT(With([](v1::Endpoint& endpoint) { endpoint.clear_secret_name(); }),
              ElementsAre("endpoint.secret_name must be 1 to 64 of a-z, 0-9, '-', '_' and '.'"));
}

TEST(EndpointDocument, KnowsItsEvents) {
  EXPECT_THAT(With([](v1::Endpoint& endpoint) { endpoint.set_event_kinds(1, "exploded"); }),
              ElementsAre("endpoint.event_kinds[1] must be an event of tickets as TicketEvent "
                          "calls it, such as opened"));
  EXPECT_THAT(With([](v1::Endpoint& endpoint) { endpoint.set_event_kinds(1, "opened"); }),
              ElementsAre("endpoint.event_kinds[1] must be other than those before it"));
}

TEST(EndpointDocument, IsToldAllFaultsAtOnce) {
  EXPECT_THAT(Told(DocumentOf("name: 'Hook' endpoint { event_kinds: 'x' }")),
              ElementsAre(StartsWith("name must"), StartsWith("endpoint.label must"),
                          StartsWith("endpoint.url must"), StartsWith("endpoint.secret_name must"),
                          StartsWith("endpoint.event_kinds[0] must")));
}

}  // namespace
}  // namespace docket::setting
