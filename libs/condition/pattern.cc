#include "libs/condition/pattern.h"

#include <algorithm>
#include <string>
#include <utility>

#include <re2/re2.h>
#include <re2/stringpiece.h>

#include "libs/base/text.h"
#include "libs/condition/limits.h"

namespace docket::condition {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

re2::RE2::Options Options() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);  // Nobody asks where it matched.
  options.set_max_mem(static_cast<int64_t>(kPatternMemoryBytesMax));
  return options;
}

absl::Status TooLarge() {
  return ResourceExhausted("The pattern compiles to more than " +
                           std::to_string(kPatternInstructionsMax) +
                           " instructions. Repeat less often, or repeat what stands for fewer "
                           "characters: each is counted as often as it may be repeated.");
}

absl::Status Refused(const re2::RE2& pattern) {
  std::string message = "RE2 does not take the pattern: " + ToUtf8(pattern.error()) + ".";
  const auto code = pattern.error_code();
  if (code == re2::RE2::ErrorRepeatSize || code == re2::RE2::ErrorRepeatOp) {
    message +=
        " A repetition may not stand behind another without parentheses, and repeats at most 1000 "
        "times, one in another multiplied.";
  }
  return InvalidArgument(message);
}

}  // namespace

Pattern::Pattern(std::unique_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

absl::StatusOr<Pattern> Pattern::Compile(std::string_view source) {
  if (source.empty() || source.size() > kPatternBytesMax) {
    return InvalidArgument("A pattern has 1 to " + std::to_string(kPatternBytesMax) +
                           " bytes; this one has " + std::to_string(source.size()) + ".");
  }
  auto compiled = std::make_unique<const re2::RE2>(Piece(source), Options());
  if (compiled->error_code() == re2::RE2::ErrorPatternTooLarge) return TooLarge();
  if (!compiled->ok()) return Refused(*compiled);
  Pattern pattern(std::move(compiled));
  if (pattern.instructions() > kPatternInstructionsMax) return TooLarge();
  return pattern;
}

bool Pattern::Matches(std::string_view text) const {
  return re2::RE2::PartialMatch(Piece(text.substr(0, kTextBytesMax)), *compiled_);
}

int Pattern::instructions() const {
  return std::max(compiled_->ProgramSize(), compiled_->ReverseProgramSize());
}

}  // namespace docket::condition
