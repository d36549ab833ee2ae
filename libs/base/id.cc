#include "libs/base/id.h"

#include <array>

#include "libs/base/big_endian.h"
#include "libs/base/digest.h"

namespace docket {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t kDigits = 16;  // 80 bits of five.

// a * 2 in GF(32) with the polynomial x^5 + x^2 + 1.
constexpr uint8_t TimesTwo(uint8_t a) {
  return static_cast<uint8_t>((a << 1 & 31) ^ (a & 16 ? 0b00101 : 0));
}

uint8_t Times(uint8_t a, uint8_t b) {
  uint8_t product = 0;
  for (; b != 0; b >>= 1, a = TimesTwo(a)) {
    if (b & 1) product ^= a;
  }
  return product;
}

uint8_t CheckOf(const std::array<uint8_t, kDigits>& digits) {
  uint8_t check = 0;
  uint8_t power = 1;
  for (uint8_t digit : digits) {
    power = TimesTwo(power);
    check ^= Times(power, digit);
  }
  return check;
}

std::optional<uint8_t> DigitOf(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  size_t at = kAlphabet.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<uint8_t>(at);
}

std::array<uint8_t, kDigits> DigitsOf(IdBits bits) {
  std::array<uint8_t, kDigits> digits;
  // 16 bits of slot over 64 of hash; a shift by five carries slot bits down into the hash.
  uint64_t high = bits.slot.value;
  uint64_t low = bits.hash;
  for (size_t i = kDigits; i-- > 0;) {
    digits[i] = static_cast<uint8_t>(low & 31);
    low = low >> 5 | high << 59;
    high >>= 5;
  }
  return digits;
}

bool HasPrefix(std::string_view prefix, std::string_view text) {
  if (text.size() <= prefix.size() || text[prefix.size()] != '-') return false;
  for (size_t i = 0; i < prefix.size(); ++i) {
    if (text[i] != prefix[i] && text[i] != prefix[i] - 'A' + 'a') return false;
  }
  return true;
}

}  // namespace

std::string FormatId(std::string_view prefix, IdBits bits) {
  std::array<uint8_t, kDigits> digits = DigitsOf(bits);
  std::string text(prefix);
  text += '-';
  for (uint8_t digit : digits) text += kAlphabet[digit];
  return text + kAlphabet[CheckOf(digits)];
}

std::optional<IdBits> ParseId(std::string_view prefix, std::string_view text) {
  if (text.size() != prefix.size() + 1 + kDigits + 1 || !HasPrefix(prefix, text)) {
    return std::nullopt;
  }
  text.remove_prefix(prefix.size() + 1);
  std::array<uint8_t, kDigits> digits;
  uint64_t high = 0;
  uint64_t low = 0;
  for (size_t i = 0; i < kDigits; ++i) {
    std::optional<uint8_t> digit = DigitOf(text[i]);
    if (!digit) return std::nullopt;
    digits[i] = *digit;
    high = high << 5 | low >> 59;
    low = low << 5 | *digit;
  }
  if (DigitOf(text[kDigits]) != CheckOf(digits)) return std::nullopt;
  return IdBits{{static_cast<uint16_t>(high)}, low};
}

uint64_t IdHash(std::span<const std::string_view> parts) {
  Sha256Bytes hash = HashParts(parts);
  return GetU64({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

TicketId TicketId::Of(std::string_view tenant, std::string_view customer_key,
                      std::string_view request_id) {
  const std::string_view parts[] = {tenant, customer_key, request_id};
  return TicketId({Slot::Of(tenant, customer_key), IdHash(parts)});
}

TicketId TicketId::OfRecorded(std::string_view tenant, std::string_view customer_key,
                              std::string_view source, std::string_view recorded_case) {
  const std::string_view parts[] = {tenant, customer_key, source, recorded_case};
  return TicketId({Slot::Of(tenant, customer_key), IdHash(parts)});
}

std::optional<TicketId> TicketId::Parse(std::string_view text) {
  std::optional<IdBits> bits = ParseId(kPrefix, text);
  if (!bits) return std::nullopt;
  return TicketId(*bits);
}

}  // namespace docket
