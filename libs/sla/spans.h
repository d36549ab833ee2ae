#pragma once

// Spans of working time to and from google.protobuf.Duration, whole milliseconds.

#include <algorithm>
#include <chrono>
#include <cstdint>

#include <google/protobuf/duration.pb.h>

#include "libs/base/proto_time.h"

namespace docket::sla {

// No promise is as long, and a hundred times as much still fits.
inline constexpr std::chrono::milliseconds kSpanMax = std::chrono::hours(24) * 366 * 100;

constexpr std::chrono::milliseconds ClampSpan(std::chrono::milliseconds span) {
  return std::clamp(span, std::chrono::milliseconds(0), kSpanMax);
}

// Total, for a fold meets whatever a record holds: what is negative is nothing, what is above
// kSpanMax is that, and what lies below a millisecond is dropped.
inline std::chrono::milliseconds SpanOf(const google::protobuf::Duration& proto) {
  return ClampSpan(FromProto(proto));
}

inline google::protobuf::Duration SpanProto(std::chrono::milliseconds span) {
  google::protobuf::Duration proto;
  proto.set_seconds(span.count() / 1000);
  proto.set_nanos(static_cast<int32_t>(span.count() % 1000 * 1'000'000));
  return proto;
}

}  // namespace docket::sla
