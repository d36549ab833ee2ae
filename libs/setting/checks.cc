#include "libs/setting/checks.h"

#include <algorithm>
#include <array>
#include <utility>

#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/text.h"
#include "libs/condition/validate.h"

namespace docket::setting {
namespace {

constexpr size_t kNameCharactersMax = 64;

bool IsOfName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

std::string Article(std::string_view word) {
  return std::string_view("aeiou").find(word.front()) == std::string_view::npos ? "a" : "an";
}

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

template <typename Is>
bool AreAll(std::string_view text, Is is) {
  for (const char c : text) {
    if (!is(c)) return false;
  }
  return true;
}

bool IsLanguage(std::string_view part) {
  return (part.size() == 2 || part.size() == 3) && AreAll(part, IsLower);
}

bool IsScript(std::string_view part) {
  return part.size() == 4 && IsUpper(part[0]) && AreAll(part.substr(1), IsLower);
}

bool IsRegion(std::string_view part) {
  return (part.size() == 2 && AreAll(part, IsUpper)) || (part.size() == 3 && AreAll(part, IsDigit));
}

// The part up to the next '-', which is taken off `text`.
std::string_view TakePart(std::string_view& text) {
  const std::string_view part = text.substr(0, text.find('-'));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

// In the one spelling that BCP 47 recommends, for tags are compared byte by byte.
bool IsTag(std::string_view tag) {
  if (tag.ends_with('-') || !IsLanguage(TakePart(tag))) return false;
  if (tag.empty()) return true;
  const std::string_view next = TakePart(tag);
  if (!IsScript(next)) return IsRegion(next) && tag.empty();
  return tag.empty() || (IsRegion(TakePart(tag)) && tag.empty());
}

std::optional<Checks::Millis> MillisOf(const google::protobuf::Duration& span) {
  constexpr int64_t kSecondsMax = 315'576'000'000;  // Of a Duration.
  constexpr int32_t kNanosPerMilli = 1'000'000;
  if (span.seconds() > kSecondsMax || span.seconds() < -kSecondsMax) return std::nullopt;
  if (span.nanos() % kNanosPerMilli != 0) return std::nullopt;
  return std::chrono::seconds(span.seconds()) + Checks::Millis(span.nanos() / kNanosPerMilli);
}

}  // namespace

std::string Item(std::string_view list, int index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

std::string InWords(std::chrono::milliseconds span) {
  static constexpr std::array<std::pair<int64_t, std::string_view>, 4> kUnits = {
      {{86'400'000, "day"}, {3'600'000, "hour"}, {60'000, "minute"}, {1000, "second"}}};
  const auto said = [](int64_t count, std::string_view unit) {
    return std::to_string(count) + " " + std::string(unit) + (count == 1 ? "" : "s");
  };
  for (const auto& [millis, unit] : kUnits) {
    if (span.count() != 0 && span.count() % millis == 0) return said(span.count() / millis, unit);
  }
  return span.count() == 0 ? "0" : said(span.count(), "millisecond");
}

void Checks::Add(std::string field, std::string rule, std::string message) {
  faults_.push_back({std::move(field), std::move(rule), std::move(message)});
}

void Checks::Name(std::string_view field, std::string_view name) {
  if (!name.empty() && name.size() <= kNameCharactersMax && std::ranges::all_of(name, IsOfName)) {
    return;
  }
  Add(std::string(field), "1 to 64 of a-z, 0-9, '-', '_' and '.'");
}

void Checks::Only(std::string_view name) {
  if (name == kOnlyName) return;
  Add("name", std::string(kOnlyName), "There is one document of this kind; call it `default`.");
}

void Checks::Text(std::string_view field, std::string_view text, size_t characters_max) {
  if (!text.empty() && CountCharacters(text) <= characters_max) return;
  Add(std::string(field), "1 to " + std::to_string(characters_max) + " characters");
}

void Checks::Language(std::string_view field, std::string_view tag) {
  if (!IsTag(tag)) Add(std::string(field), "a language as BCP 47 writes it, such as en or zh-CN");
}

bool Checks::Count(std::string_view field, int count, int min, int max) {
  if (count >= min && count <= max) return true;
  const std::string most = std::to_string(max) + " elements";
  Add(std::string(field), min == 0 ? "at most " + most : std::to_string(min) + " to " + most);
  return false;
}

void Checks::EachOnce(std::string_view field, const Texts& texts) {
  std::set<std::string_view> seen;
  for (int i = 0; i < texts.size(); ++i) {
    if (!seen.insert(texts[i]).second) Add(Item(field, i), "other than those before it");
  }
}

void Checks::Number(std::string_view field, uint64_t number, uint64_t min, uint64_t max) {
  if (number >= min && number <= max) return;
  Add(std::string(field), "from " + std::to_string(min) + " to " + std::to_string(max));
}

void Checks::Value(std::string_view field, const google::protobuf::EnumDescriptor& type,
                   int value) {
  if (value != 0 && type.FindValueByNumber(value) != nullptr) return;
  std::string names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    names += (names.empty() ? "" : ", ") + type.value(i)->name();
  }
  Add(std::string(field), "one of " + names);
}

std::optional<Checks::Millis> Checks::Span(std::string_view field,
                                           const google::protobuf::Duration& span, Millis min,
                                           Millis max) {
  const std::optional<Millis> millis = MillisOf(span);
  if (millis.has_value() && *millis >= min && *millis <= max) return millis;
  Add(std::string(field),
      "a duration in whole milliseconds from " + InWords(min) + " to " + InWords(max));
  return std::nullopt;
}

void Checks::InForce(std::string_view field, v1::Document::KindCase kind, std::string_view name) {
  if (settings_.Find(tenant_, kind, name) != nullptr) return;
  const std::string& called = v1::Document::descriptor()->FindFieldByNumber(kind)->name();
  Add(std::string(field), "the name of " + Article(called) + " " + called + " in force");
}

void Checks::InForceIfAny(std::string_view field, v1::Document::KindCase kind,
                          std::string_view name) {
  if (!name.empty()) InForce(field, kind, name);
}

void Checks::EachInForce(std::string_view field, v1::Document::KindCase kind, const Texts& names,
                         int max) {
  if (!Count(field, names.size(), 0, max)) return;
  for (int i = 0; i < names.size(); ++i) InForce(Item(field, i), kind, names[i]);
  EachOnce(field, names);
}

void Checks::Condition(const std::string& field, const v1::Condition& condition,
                       const condition::Schema& schema) {
  for (Fault& fault : condition::Validate(condition, schema, field)) {
    faults_.push_back(std::move(fault));
  }
}

void Checks::EventKinds(std::string_view field, const Texts& kinds, int min) {
  constexpr int kMax = 50;
  if (!Count(field, kinds.size(), min, kMax)) return;
  for (int i = 0; i < kinds.size(); ++i) {
    const auto* event = ticket::v1::TicketEvent::descriptor()->FindFieldByName(kinds[i]);
    if (event == nullptr) {
      Add(Item(field, i), "an event of tickets as TicketEvent calls it, such as opened");
    }
  }
  EachOnce(field, kinds);
}

void Checks::Values(std::string_view field, const google::protobuf::EnumDescriptor& type,
                    const google::protobuf::RepeatedField<int>& values, int min) {
  if (!Count(field, values.size(), min, type.value_count() - 1)) return;
  std::set<int> seen;
  for (int i = 0; i < values.size(); ++i) {
    Value(Item(field, i), type, values[i]);
    if (!seen.insert(values[i]).second) Add(Item(field, i), "other than those before it");
  }
}

void Checks::Id(const std::string& field, const std::string& id, std::set<std::string>& seen) {
  Name(field, id);
  if (!seen.insert(id).second) Add(field, "other than those before it");
}

PublishedPtr Checks::Find(v1::Document::KindCase kind, std::string_view name) const {
  return settings_.Find(tenant_, kind, name);
}

std::vector<PublishedPtr> Checks::All(v1::Document::KindCase kind) const {
  return settings_.All(tenant_, kind);
}

}  // namespace docket::setting
