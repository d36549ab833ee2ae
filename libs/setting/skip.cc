#include "libs/setting/skip.h"

#include <algorithm>
#include <string_view>

namespace docket::setting {
namespace {

constexpr size_t kReasonCharactersMax = 1000;
constexpr size_t kDigestDigits = 32;

// Of what is decided by settings; settings themselves are read by nobody who could not read them.
bool IsEventsTopic(std::string_view topic) {
  return topic.starts_with("docket.") && topic.ends_with(".events.v1") &&
         topic != "docket.setting.events.v1";
}

bool IsDigest(std::string_view text) {
  return text.size() == kDigestDigits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

void CheckSkip(const v1::Skip& skip, Checks& checks) {
  if (!IsEventsTopic(skip.topic())) {
    checks.Add("skip.topic", "a topic of events, such as docket.ticket.events.v1");
  }
  if (skip.partition() < 0) checks.Add("skip.partition", "0 or more");
  if (skip.offset() < 0) checks.Add("skip.offset", "0 or more");
  if (!IsDigest(skip.digest())) {
    checks.Add("skip.digest", "32 hexadecimal digits in lower case, as the halted unit tells");
  }
  checks.Text("skip.reason", skip.reason(), kReasonCharactersMax);
}

}  // namespace docket::setting
