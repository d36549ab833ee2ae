#pragma once

// Turns times on the wall of an IANA zone into instants. A time that a clock change skipped is the
// first instant after the gap; one that happened twice is the earlier (semantics.md 7).

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/base/time.h"
#include "tools/docketctl/import/time_format.h"

namespace date {
class time_zone;
}

namespace docket::docketctl {

class TimeZone {
 public:
  // UTC.
  TimeZone() = default;

  // INVALID_ARGUMENT if this machine knows no zone of that name.
  static absl::StatusOr<TimeZone> Find(std::string_view name);

  // The instant of `wall`: by its own offset if it has one, else by the zone. None from 2038 on in
  // a zone other than UTC, where the library beneath knows no daylight saving and would be an hour
  // wrong without a word.
  std::optional<Time> ToInstant(const WallTime& wall) const;

 private:
  explicit TimeZone(const date::time_zone& zone) : zone_(&zone) {}

  const date::time_zone* zone_ = nullptr;  // Null for UTC; lives as long as the process.
};

// How a mapping has its times read: the patterns in order of trial, and the zone they are told in.
class TimeReader {
 public:
  // Reads nothing.
  TimeReader() = default;
  TimeReader(std::vector<TimeFormat> formats, TimeZone zone)
      : formats_(std::move(formats)), zone_(zone) {}

  // By the first pattern that `text` fits; none if it fits none or the zone cannot tell.
  std::optional<Time> Read(std::string_view text) const;

 private:
  std::vector<TimeFormat> formats_;
  TimeZone zone_;
};

}  // namespace docket::docketctl
