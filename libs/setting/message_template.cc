#include "libs/setting/message_template.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "libs/base/text.h"

namespace docket::setting {
namespace {

constexpr int kTextsMax = 80;
constexpr size_t kSubjectCharactersMax = 200;
constexpr size_t kBodyCharactersMax = 16'384;

constexpr std::string_view kVariables[] = {
    "ticket.id",         "ticket.subject", "ticket.kind",    "ticket.category", "ticket.priority",
    "ticket.status",     "ticket.opened",  "ticket.due",     "ticket.until",    "ticket.reason",
    "ticket.resolution", "ticket.url",     "requester.name", "requester.tier",  "assignee.name",
    "team.name",         "comment.text",   "comment.author", "level.id",        "level.metric",
    "tenant.name",       "event.kind",     "event.time",     "recipient.name",
};

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Each name once: a text may say its mistake a thousand times.
void CheckVariables(const std::string& field, std::string_view text, Checks& checks) {
  std::set<std::string_view> told;
  while (true) {
    const size_t open = text.find("{{");
    if (open == std::string_view::npos) return;
    text.remove_prefix(open + 2);
    const size_t close = text.find("}}");
    if (close == std::string_view::npos) {
      return checks.Add(field, "one that closes each {{ by }}");
    }
    const std::string_view name = Trimmed(text.substr(0, close));
    text.remove_prefix(close + 2);
    if (std::ranges::find(kVariables, name) != std::end(kVariables)) continue;
    if (!told.insert(name).second) continue;
    constexpr size_t kShownBytesMax = 64;
    checks.Add(field, "of known variables; there is no {{" +
                          ToUtf8(name.substr(0, kShownBytesMax)) + "}}");
  }
}

void CheckMessageText(const v1::MessageText& text, const std::string& at, Checks& checks) {
  checks.Value(at + ".channel", *v1::MessageChannel_descriptor(), text.channel());
  checks.Language(at + ".language", text.language());
  if (text.channel() == v1::MESSAGE_CHANNEL_EMAIL || !text.subject().empty()) {
    checks.Text(at + ".subject", text.subject(), kSubjectCharactersMax);
  }
  checks.Text(at + ".body", text.body(), kBodyCharactersMax);
  CheckVariables(at + ".subject", text.subject(), checks);
  CheckVariables(at + ".body", text.body(), checks);
}

// Whoever speaks no language that there is gets the tenant's.
void CheckFirstLanguage(const std::set<std::pair<int, std::string>>& given, Checks& checks) {
  const PublishedPtr tenant = checks.Find(v1::Document::kTenant, kOnlyName);
  if (tenant == nullptr || tenant->document.tenant().languages().empty()) return;
  const std::string& first = tenant->document.tenant().languages(0);
  std::set<int> channels;
  for (const auto& [channel, language] : given) channels.insert(channel);
  for (const int channel : channels) {
    if (given.contains({channel, first}) || !v1::MessageChannel_IsValid(channel)) continue;
    checks.Add("message_template.texts",
               "given in " + first + ", the tenant's first language, for " +
                   v1::MessageChannel_Name(static_cast<v1::MessageChannel>(channel)));
  }
}

}  // namespace

std::span<const std::string_view> MessageVariables() { return kVariables; }

void CheckTemplate(const v1::MessageTemplate& message_template, Checks& checks) {
  constexpr std::string_view kField = "message_template.texts";
  checks.Text("message_template.label", message_template.label(), kLabelCharactersMax);
  if (!checks.Count(kField, message_template.texts_size(), 1, kTextsMax)) return;
  std::set<std::pair<int, std::string>> given;
  for (int i = 0; i < message_template.texts_size(); ++i) {
    const v1::MessageText& text = message_template.texts(i);
    CheckMessageText(text, Item(kField, i), checks);
    if (!given.emplace(text.channel(), text.language()).second) {
      checks.Add(Item(kField, i), "of another channel or language than those before it");
    }
  }
  CheckFirstLanguage(given, checks);
}

}  // namespace docket::setting
