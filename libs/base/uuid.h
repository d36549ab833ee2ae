#pragma once

// UUIDs of version 7 (RFC 9562): time first, so that they sort by the moment they were drawn.

#include <array>
#include <cstdint>
#include <string>

#include "libs/base/time.h"

namespace docket {

using UuidBytes = std::array<uint8_t, 16>;

// The UUIDv7 of `time` with the 74 random bits taken from `random` (the rest of it is ignored).
UuidBytes MakeUuidV7(Time time, const UuidBytes& random);

// A fresh UUIDv7 at `time`, greater than any drawn before it in this process. For hosts and
// clients; thread-safe.
std::string DrawUuidV7(Time time);

// "017f22e2-79b0-7cc3-98c4-dc0c0c07398f".
std::string FormatUuid(const UuidBytes& uuid);

}  // namespace docket
