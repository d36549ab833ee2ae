#pragma once

// Time to and from google.protobuf.Timestamp, whole milliseconds.

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

// What lies below a millisecond is dropped.
inline Time FromProto(const google::protobuf::Timestamp& proto) {
  return FromMillis(proto.seconds() * 1000 + proto.nanos() / 1'000'000);
}

}  // namespace docket
