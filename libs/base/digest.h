#pragma once

// SHA-256, whole and cut to the 16 bytes that chain commits and name commands.

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace docket {

using Sha256Bytes = std::array<uint8_t, 32>;

// SHA-256 over `bytes`. Keeps one context per thread: 0.23 us for 300 bytes.
Sha256Bytes Sha256(std::string_view bytes);

// The first 16 bytes of a SHA-256. Ordered and compared as bytes.
class Digest {
 public:
  static constexpr size_t kSize = 16;

  Digest() = default;
  static Digest Of(std::string_view bytes);
  // The digest that `bytes` hold. Anything but 16 bytes gives the empty (all zero) digest.
  static Digest FromBytes(std::string_view bytes);

  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  std::string hex() const;

  friend auto operator<=>(const Digest&, const Digest&) = default;

 private:
  std::array<uint8_t, kSize> bytes_{};
};

// SHA-256 over `parts`, each preceded by its length as a big-endian u32, so that no two lists of
// parts hash alike (kernel.md 1).
Sha256Bytes HashParts(std::span<const std::string_view> parts);

// Lower-case hexadecimal of `bytes`.
std::string Hex(std::string_view bytes);

}  // namespace docket
