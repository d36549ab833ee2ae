#pragma once

// Time to and from google.protobuf.Timestamp, spans from google.protobuf.Duration; whole
// milliseconds.

#include <algorithm>
#include <cstdint>

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include "libs/base/time.h"

namespace docket {

inline google::protobuf::Timestamp ToProto(Time time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  google::protobuf::Timestamp proto;
  proto.set_seconds(second.time_since_epoch().count());
  proto.set_nanos(static_cast<int32_t>((time - second).count() * 1'000'000));
  return proto;
}

// What lies below a millisecond is dropped. Total, for a fold meets whatever a record holds: an
// instant outside the years 0001 to 9999 becomes the nearest inside them.
inline Time FromProto(const google::protobuf::Timestamp& proto) {
  constexpr int64_t kFirst = -62'135'596'800;  // 0001-01-01T00:00:00Z
  constexpr int64_t kLast = 253'402'300'799;   // 9999-12-31T23:59:59Z
  const int64_t millis = std::clamp(proto.seconds(), kFirst, kLast) * 1000;
  return FromMillis(
      std::clamp(millis + proto.nanos() / 1'000'000, kFirst * 1000, kLast * 1000 + 999));
}

// What lies below a millisecond is dropped. Total: a span of more than 10,000 years becomes that.
inline std::chrono::milliseconds FromProto(const google::protobuf::Duration& proto) {
  constexpr int64_t kMax = 315'576'000'000;
  const int64_t seconds = std::clamp(proto.seconds(), -kMax, kMax);
  return std::chrono::milliseconds(seconds * 1000 + proto.nanos() / 1'000'000);
}

}  // namespace docket
