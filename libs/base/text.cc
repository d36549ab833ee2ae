#include "libs/base/text.h"

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
  if (IsAscii(text)) return std::string(text);
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &composed,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(composed, &std::free);
  DOCKET_CHECK(size >= 0);
  return std::string(reinterpret_cast<const char*>(composed), static_cast<size_t>(size));
}

std::string CanonicalCustomerKey(std::string_view key) {
  std::string canonical = ToNfc(key);
  if (canonical.starts_with(kMailto)) return CanonicalMail(std::move(canonical));
  if (canonical.starts_with(kTel)) return CanonicalPhone(std::move(canonical));
  return canonical;
}

}  // namespace docket
