#pragma once

// Fixed-width integers as big-endian bytes, so that keys sort as their numbers do.

#include <cstdint>
#include <string>
#include <string_view>

namespace docket {

inline void PutBigEndian(std::string& out, uint64_t value, int width_bytes) {
  for (int shift = 8 * (width_bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}
inline void PutU16(std::string& out, uint16_t value) { PutBigEndian(out, value, 2); }
inline void PutU32(std::string& out, uint32_t value) { PutBigEndian(out, value, 4); }
inline void PutU64(std::string& out, uint64_t value) { PutBigEndian(out, value, 8); }

// The number in the first `width_bytes` of `in`, which must hold as many.
inline uint64_t GetBigEndian(std::string_view in, size_t width_bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < width_bytes; ++i) value = value << 8 | static_cast<uint8_t>(in[i]);
  return value;
}
inline uint16_t GetU16(std::string_view in) { return static_cast<uint16_t>(GetBigEndian(in, 2)); }
inline uint32_t GetU32(std::string_view in) { return static_cast<uint32_t>(GetBigEndian(in, 4)); }
inline uint64_t GetU64(std::string_view in) { return GetBigEndian(in, 8); }

}  // namespace docket
