#include "tools/docketctl/option_words.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace docket::docketctl {
namespace {

// Options that are not called as their fields are.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {
    {"agent", "agent_id"},
    {"agent", "follower_id"},
    {"customer", "requester.customer_key"},
    {"mention", "mentioned_ids"},
    {"pool", "pool_id"},
    {"score", "rating.score"},
    {"solution", "solution_comment"},
    {"status", "filter.statuses"},
    {"team", "team_id"},
    {"to", "to_agent_id"},
    {"until", "until_time"},
    {"verdict", "rating.verdict"},
};

bool IsOfName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether what stands at `begin` to `end` of `text` is a name by itself and no part of a longer
// one. A point is part of one unless it ends the sentence.
bool IsWhole(std::string_view text, size_t begin, size_t end) {
  if (begin > 0 && (IsOfName(text[begin - 1]) || text[begin - 1] == '.')) return false;
  if (end < text.size() && text[end] == '.') ++end;
  return end >= text.size() || !IsOfName(text[end]);
}

void Replace(std::string& text, const std::string& what, const std::string& by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    if (IsWhole(text, at, at + what.size())) {
      text.replace(at, what.size(), by);
      at += by.size();
    } else {
      at += what.size();
    }
  }
}

// A field of one word is only named where the domain says that it names one.
void ReplaceField(std::string& text, const std::string& field, const std::string& option) {
  Replace(text, "Field " + field, option);
  Replace(text, "field=" + field, "field=" + option);
  if (field.find_first_of("_.") != std::string::npos) Replace(text, field, option);
}

}  // namespace

std::string InOptionWords(std::string text, const std::vector<std::string>& given) {
  for (const std::string& name : given) {
    for (const auto& [option, field] : kOtherNames) {
      if (option == name) ReplaceField(text, std::string(field), "--" + name);
    }
    std::string field = name;
    std::ranges::replace(field, '-', '_');
    ReplaceField(text, field, "--" + name);
  }
  return text;
}

}  // namespace docket::docketctl
