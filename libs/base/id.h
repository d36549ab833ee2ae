#pragma once

// Ids of aggregates: a prefix, 16 Crockford base32 characters that hold a slot and 64 bits
// (big-endian), and a check character, e.g. "TK-0J5V7M2Q8XW3R6K1A". The check is the XOR over
// i = 1..16 of a^i * d_i in GF(32) with x^5 + x^2 + 1 and a = 2: no single substitution and no swap
// of neighbours passes (kernel.md 1).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "libs/base/slot.h"

namespace docket {

// The slot and the 64 bits of an id, without its prefix.
struct IdBits {
  Slot slot;
  uint64_t hash = 0;

  friend bool operator==(const IdBits&, const IdBits&) = default;
};

// The canonical text of an id: `prefix` (two capital letters), '-', 17 characters.
std::string FormatId(std::string_view prefix, IdBits bits);

// The bits of `text` if it is an id with `prefix`. Takes lower case, O as 0, I and L as 1. None if
// the form, a character or the check is wrong.
std::optional<IdBits> ParseId(std::string_view prefix, std::string_view text);

// The first eight bytes of the hash of `parts`, each with its length before it.
uint64_t IdHash(std::span<const std::string_view> parts);

// A ticket's id. Opening twice with one request_id gives one id, so the second opening meets the
// first.
class TicketId {
 public:
  static constexpr std::string_view kPrefix = "TK";

  // The id of the ticket that `customer_key` of `tenant` opens by `request_id`.
  static TicketId Of(std::string_view tenant, std::string_view customer_key,
                     std::string_view request_id);
  // The id of the ticket that `source` knows as `recorded_case`, asked by `customer_key`.
  static TicketId OfRecorded(std::string_view tenant, std::string_view customer_key,
                             std::string_view source, std::string_view recorded_case);
  // None unless `text` is a ticket id; its spelling may be any that ParseId takes.
  static std::optional<TicketId> Parse(std::string_view text);

  Slot slot() const { return bits_.slot; }
  std::string text() const { return FormatId(kPrefix, bits_); }

 private:
  explicit TicketId(IdBits bits) : bits_(bits) {}
  IdBits bits_;
};

}  // namespace docket
