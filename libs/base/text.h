#pragma once

// Text that may enter the log: valid UTF-8, since protobuf writes what it cannot read back.

#include <cstddef>
#include <string>
#include <string_view>

namespace docket {

// Whether `text` is UTF-8 that protobuf's parser accepts: no overlong form, no surrogate.
bool IsUtf8(std::string_view text);

// `text` with U+FFFD in place of whatever is not UTF-8, for messages that quote foreign bytes.
std::string ToUtf8(std::string_view text);

// `text`, which is UTF-8, in Unicode normalisation form C.
std::string ToNfc(std::string_view text);

// `text`, which is UTF-8, for comparing what was meant rather than how it was typed: NFKC, lower
// case, without white space and punctuation (semantics.md 0).
std::string NormaliseText(std::string_view text);

// Code points in `text`, which is UTF-8.
size_t CountCharacters(std::string_view text);

// A customer key in its canonical spelling: NFC, and for `mailto:` the domain, for a mail address
// is case-insensitive there, in lower case; `tel:` without spaces and "-.()", if only '+' and
// digits remain. All else byte for byte (kernel.md 1). `key` is UTF-8.
std::string CanonicalCustomerKey(std::string_view key);

}  // namespace docket
