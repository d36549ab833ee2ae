#include "libs/base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <utility>

#include <utf8.h>
#include <utf8proc.h>

#include "libs/base/check.h"

namespace docket {
namespace {

constexpr std::string_view kMailto = "mailto:";
constexpr std::string_view kTel = "tel:";

bool IsAscii(std::string_view text) {
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

// `text` under a stable mapping of utf8proc's.
std::string Mapped(std::string_view text, int mapping) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | mapping));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
  DOCKET_CHECK(size >= 0);
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
}

bool IsSpaceOrPunctuation(utf8proc_int32_t character) {
  switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_CC:  // Tabs and line ends among them.
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO: return true;
    default: return false;
  }
}

std::string CanonicalMail(std::string key) {
  size_t at = key.rfind('@');
  if (at == std::string::npos) return key;
  for (size_t i = at + 1; i < key.size(); ++i) {
    if (key[i] >= 'A' && key[i] <= 'Z') key[i] = static_cast<char>(key[i] - 'A' + 'a');
  }
  return key;
}

// Only what RFC 3966 calls visual separators, and spaces, may go: dropping whatever is no digit
// would give all numbers in other scripts one key, and a number with an extension another's.
std::string CanonicalPhone(std::string key) {
  constexpr std::string_view kSeparators = " -.()";
  std::string canonical(kTel);
  for (char c : std::string_view(key).substr(kTel.size())) {
    if (kSeparators.find(c) != std::string_view::npos) continue;
    if (c != '+' && (c < '0' || c > '9')) return key;
    canonical += c;
  }
  return canonical.size() > kTel.size() ? canonical : key;
}

}  // namespace

bool IsUtf8(std::string_view text) { return utf8::is_valid(text.begin(), text.end()); }

std::string ToUtf8(std::string_view text) {
  std::string out;
  utf8::replace_invalid(text.begin(), text.end(), std::back_inserter(out));
  return out;
}

std::string ToNfc(std::string_view text) {
  return IsAscii(text) ? std::string(text) : Mapped(text, UTF8PROC_COMPOSE);
}

std::string NormaliseText(std::string_view text) {
  const std::string composed = Mapped(text, UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
  std::string out;
  for (auto at = composed.begin(); at != composed.end();) {
    const auto character = static_cast<utf8proc_int32_t>(utf8::unchecked::next(at));
    if (IsSpaceOrPunctuation(character)) continue;
    utf8::unchecked::append(static_cast<uint32_t>(utf8proc_tolower(character)),
                            std::back_inserter(out));
  }
  return out;
}

size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;  // No continuation byte.
  }));
}

std::string CanonicalCustomerKey(std::string_view key) {
  std::string canonical = ToNfc(key);
  if (canonical.starts_with(kMailto)) return CanonicalMail(std::move(canonical));
  if (canonical.starts_with(kTel)) return CanonicalPhone(std::move(canonical));
  return canonical;
}

}  // namespace docket
