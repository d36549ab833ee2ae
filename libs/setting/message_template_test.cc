#include "libs/setting/message_template.h"

#include "libs/setting/kind_test.h"

namespace docket::setting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

v1::Document Words() {
  return DocumentOf(R"(
    name: 'received'
    message_template {
      label: 'Received'
      texts { channel: MESSAGE_CHANNEL_EMAIL language: 'zh-CN' subject: '{{ticket.id}} {{ ticket.subject }}'
              body: '{{requester.name}}: {{ticket.due}} } { }}' }
      texts { channel: MESSAGE_CHANNEL_IN_APP language: 'zh-CN' body: '已收到' }
      texts { channel: MESSAGE_CHANNEL_IN_APP language: 'en' body: 'Received' }
    })");
}

template <typename How>
std::vector<std::string> With(How how) {
  return ToldAfter(Words(),
                   [&](v1::Document& document) { how(*document.mutable_message_template()); });
}

TEST(MessageTemplateDocument, MayBePublishedWithEveryVariable) {
  EXPECT_THAT(Told(Words()), IsEmpty());
  for (const std::string_view name : MessageVariables()) {
    EXPECT_THAT(With([&](auto& words) {
                  words.mutable_texts(1)->set_body("a {{" + std::string(name) + "}} b");
                }),
                IsEmpty())
        << name;
  }
}

TEST(MessageTemplateDocument, HasKnownVariablesAndNoOtherTemplate) {
  constexpr std::string_view kField = "message_template.texts[1].body must be ";
  const auto body = [](std::string_view text) {
    return With([&](auto& words) { words.mutable_texts(1)->set_body(std::string(text)); });
  };
  EXPECT_THAT(
      body("{{ticket.secret}} {{ticket.secret}}"),
      ElementsAre(std::string(kField) + "of known variables; there is no {{ticket.secret}}"));
  EXPECT_THAT(body("{{> received}}"),
              ElementsAre(std::string(kField) + "of known variables; there is no {{> received}}"));
  EXPECT_THAT(body("{{}}"),
              ElementsAre(std::string(kField) + "of known variables; there is no {{}}"));
  EXPECT_THAT(body("{{ticket.id"),
              ElementsAre(std::string(kField) + "one that closes each {{ by }}"));
  EXPECT_THAT(
      With([](auto& words) { words.mutable_texts(0)->set_subject("{{x}}"); }),
      ElementsAre(
          "message_template.texts[0].subject must be of known variables; there is no {{x}}"));
}

TEST(MessageTemplateDocument, HasWordsWithinBounds) {
  EXPECT_THAT(With([](auto& words) { words.clear_label(); }),
              ElementsAre("message_template.label must be 1 to 100 characters"));
  EXPECT_THAT(With([](auto& words) { words.clear_texts(); }),
              ElementsAre("message_template.texts must be 1 to 80 elements"));
  EXPECT_THAT(With([](auto& words) { words.mutable_texts(0)->clear_subject(); }),
              ElementsAre("message_template.texts[0].subject must be 1 to 200 characters"));
  EXPECT_THAT(With([](auto& words) { words.mutable_texts(1)->set_subject(std::string(201, 'a')); }),
              ElementsAre("message_template.texts[1].subject must be 1 to 200 characters"));
  EXPECT_THAT(With([](auto& words) { words.mutable_texts(1)->clear_body(); }),
              ElementsAre("message_template.texts[1].body must be 1 to 16384 characters"));
}

TEST(MessageTemplateDocument, HasEachChannelAndLanguageOnceAndTheTenantsFirst) {
  EXPECT_THAT(
      With([](auto& words) { words.mutable_texts(2)->set_language("zh-CN"); }),
      ElementsAre(
          "message_template.texts[2] must be of another channel or language than those before it"));
  EXPECT_THAT(With([](auto& words) { words.mutable_texts(2)->set_language("English"); }),
              ElementsAre(StartsWith("message_template.texts[2].language must be a language")));
  EXPECT_THAT(With([](auto& words) { words.mutable_texts(2)->set_channel(v1::MessageChannel(9)); }),
              ElementsAre(StartsWith("message_template.texts[2].channel must be one of")));
  EXPECT_THAT(
      With([](auto& words) { words.mutable_texts(0)->set_language("en"); }),
      ElementsAre("message_template.texts must be given in zh-CN, the tenant's first language, for "
                  "MESSAGE_CHANNEL_EMAIL"));
}

}  // namespace
}  // namespace docket::setting
