#pragma once

// A regular expression that somebody else wrote, over a text that somebody else wrote: RE2, whose
// time is linear in the text and whose memory has a bound. Equal on every machine: no locale.
//
// Safe from any thread once compiled.

#include <memory>
#include <string_view>

#include "libs/base/status.h"

namespace re2 {
class RE2;
}

namespace docket::condition {

class Pattern {
 public:
  // INVALID_ARGUMENT if `source` is empty, too long or no regular expression of RE2,
  // RESOURCE_EXHAUSTED if it needs more instructions than kPatternInstructionsMax. Either message
  // is a sentence for whoever wrote it.
  static absl::StatusOr<Pattern> Compile(std::string_view source);

  Pattern(Pattern&&) noexcept;
  ~Pattern();

  // Whether it matches somewhere in the first kTextBytesMax of `text`.
  bool Matches(std::string_view text) const;

  // Of its larger program, forwards or backwards: what a byte of text may cost.
  int instructions() const;

 private:
  explicit Pattern(std::unique_ptr<const re2::RE2> compiled);

  std::unique_ptr<const re2::RE2> compiled_;
};

}  // namespace docket::condition
