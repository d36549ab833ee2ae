#pragma once

// What calls of docket.setting.v1.SettingService may cost: said once, for the server and for who
// sends. They come from administrators alone, and a whole set of rules is one document.

#include "libs/rpc/wire_limits.h"

namespace docket::rpc {

inline constexpr WireLimits kPublishSettingLimits{
    .bytes_max = 272 << 10, .depth_max = 32, .repeats_max = 1000, .values_max = 20'000};
// Five hundred documents at once.
inline constexpr WireLimits kCheckSettingsLimits{
    .bytes_max = 1 << 20, .depth_max = 32, .repeats_max = 1000, .values_max = 100'000};

}  // namespace docket::rpc
