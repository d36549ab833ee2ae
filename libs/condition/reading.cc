#include "libs/condition/reading.h"

#include <utility>

#include "libs/base/text.h"
#include "libs/condition/limits.h"

namespace docket::condition {
namespace {

bool IsEmpty(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->empty();
  const auto* texts = std::get_if<std::vector<std::string>>(&value);
  return texts != nullptr && texts->empty();
}

std::optional<Value> UnlessEmpty(std::optional<Value> value) {
  return value && IsEmpty(*value) ? std::nullopt : std::move(value);
}

// ToUtf8, for the cut may go through a character.
std::string NormalisedBeginning(std::string_view text) {
  return NormaliseText(ToUtf8(text.substr(0, kTextBytesMax)));
}

std::vector<std::string> Normalised(const Value& value) {
  std::vector<std::string> out;
  for (const std::string& text : TextsOf(value)) out.push_back(NormalisedBeginning(text));
  return out;
}

}  // namespace

const Value* Reading::Now(std::string_view path) {
  auto found = now_.find(path);
  if (found == now_.end()) found = now_.emplace(path, UnlessEmpty(facts_.Now(path))).first;
  return found->second ? &*found->second : nullptr;
}

const std::vector<std::string>& Reading::NormalisedTexts(std::string_view path) {
  auto found = normalised_.find(path);
  if (found == normalised_.end()) {
    const Value* value = Now(path);
    found =
        normalised_.emplace(path, value ? Normalised(*value) : std::vector<std::string>()).first;
  }
  return found->second;
}

bool Reading::HasChanged(std::string_view path) {
  const Value* now = Now(path);
  return now != nullptr && *now != facts_.Before(path);
}

std::span<const std::string> TextsOf(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return {text, 1};
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return *texts;
  return {};
}

}  // namespace docket::condition
