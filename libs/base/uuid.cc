#include "libs/base/uuid.h"

#include <algorithm>
#include <mutex>
#include <string_view>

#include <openssl/rand.h>

#include "libs/base/check.h"
#include "libs/base/digest.h"

namespace docket {
namespace {

// Adds one to the random bits of `uuid`, so that the next of one millisecond is greater. Skips the
// version and variant bits; an overflow moves into the time, which stays monotonic.
void Increment(UuidBytes& uuid) {
  for (size_t i = uuid.size(); i-- > 0;) {
    const uint8_t fixed = i == 6 ? 0xF0 : i == 8 ? 0xC0 : 0;
    const auto low = static_cast<uint8_t>((uuid[i] + 1) & ~fixed);
    uuid[i] = static_cast<uint8_t>((uuid[i] & fixed) | low);
    if (low != 0) return;
  }
}

}  // namespace

UuidBytes MakeUuidV7(Time time, const UuidBytes& random) {
  UuidBytes uuid = random;
  auto millis = static_cast<uint64_t>(ToMillis(time));
  for (size_t i = 6; i-- > 0; millis >>= 8) uuid[i] = static_cast<uint8_t>(millis);
  uuid[6] = static_cast<uint8_t>(0x70 | (uuid[6] & 0x0F));
  uuid[8] = static_cast<uint8_t>(0x80 | (uuid[8] & 0x3F));
  return uuid;
}

std::string DrawUuidV7(Time time) {
  static std::mutex mutex;
  static UuidBytes last{};
  UuidBytes random;
  DOCKET_CHECK(RAND_bytes(random.data(), static_cast<int>(random.size())) == 1);
  UuidBytes uuid = MakeUuidV7(time, random);
  const std::lock_guard lock(mutex);
  if (uuid <= last) {
    uuid = last;
    Increment(uuid);
  }
  last = uuid;
  return FormatUuid(uuid);
}

std::string FormatUuid(const UuidBytes& uuid) {
  std::string hex = Hex({reinterpret_cast<const char*>(uuid.data()), uuid.size()});
  for (size_t at : {20, 16, 12, 8}) hex.insert(at, 1, '-');
  return hex;
}

}  // namespace docket
