#pragma once

// What a condition is judged on. A caller implements Facts over its own state: intake over a
// ticket, another over an order.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libs/base/time.h"

namespace docket::condition {

// A text, a whole number, yes or no, an instant, texts. An empty text or list is no value.
using Value = std::variant<std::string, int64_t, bool, Time, std::vector<std::string>>;

// One state, and the one before the change that is judged. Pure: equal questions, equal answers.
class Facts {
 public:
  virtual ~Facts() = default;

  // What `path` holds after the change; none if it holds nothing or there is no such path.
  virtual std::optional<Value> Now(std::string_view path) const = 0;

  // What it held before the change. Nothing is before an opening.
  virtual std::optional<Value> Before(std::string_view path) const = 0;

  // Whether `instant` is in the working time of `calendar`; no if there is no such calendar.
  virtual bool IsWorkingTime(std::string_view calendar, Time instant) const = 0;
};

}  // namespace docket::condition
