#pragma once

// Facts as a whole set of rules reads them: each path is asked for once, and each text normalised
// once, however many conditions look at it.
//
//     Reading reading(facts);
//     for (const Rule& rule : rules) {
//       if (rule.condition.Holds(reading)) ...
//     }
//
// Lives as long as the state that it reads stays the same. For one thread.

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/condition/facts.h"

namespace docket::condition {

class Reading {
 public:
  // `facts` outlives the reading.
  explicit Reading(const Facts& facts) : facts_(facts) {}

  // What `path` holds now, or null. Valid as long as the reading is.
  const Value* Now(std::string_view path);

  // The texts that `path` holds now, normalised (NormaliseText), of each its first kTextBytesMax;
  // none if it holds none. Valid as long as the reading is.
  const std::vector<std::string>& NormalisedTexts(std::string_view path);

  // Whether `path` holds something now that it did not hold before the change.
  bool HasChanged(std::string_view path);

  bool IsWorkingTime(std::string_view calendar, Time instant) const {
    return facts_.IsWorkingTime(calendar, instant);
  }

 private:
  const Facts& facts_;
  std::map<std::string, std::optional<Value>, std::less<>> now_;
  std::map<std::string, std::vector<std::string>, std::less<>> normalised_;
};

// The texts in `value`: one if it is a text, those of a list, none of anything else.
std::span<const std::string> TextsOf(const Value& value);

}  // namespace docket::condition
