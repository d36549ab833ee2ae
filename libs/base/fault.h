#pragma once

// What is wrong with one field of a document that somebody wrote. Checks gather all there are, so
// that whoever wrote it mends them at once.

#include <string>
#include <vector>

namespace docket {

struct Fault {
  // Its path in the document: "calendar.weekdays[0].open".
  std::string field;
  // What it has to be, after "must be": "at most 100 characters".
  std::string rule;
  // A full sentence with what to do, where the rule alone would not tell it; else empty.
  std::string message = {};

  friend bool operator==(const Fault&, const Fault&) = default;
};

using Faults = std::vector<Fault>;

}  // namespace docket
