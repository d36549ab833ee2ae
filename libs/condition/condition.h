#pragma once

// A condition made ready: patterns compiled, words normalised. Made once for each version of a
// setting, then asked for each state (reading.h).
//
// Two made from equal messages answer alike, on every machine. Safe from any thread.

#include <memory>

#include "docket/setting/v1/condition.pb.h"
#include "libs/condition/reading.h"

namespace docket::condition {

class Node;  // Of the tree: question.h.

class Condition {
 public:
  // Takes any message, for a fold meets what earlier releases took: of a condition that validate.h
  // refuses, the first that is given of test, any, none and all counts, a test that cannot be
  // understood is false, and so is what is too deep.
  explicit Condition(const setting::v1::Condition& condition);
  Condition(Condition&&) noexcept;
  ~Condition();

  // Total: whatever the facts hold, each test is true or false.
  bool Holds(Reading& reading) const;

 private:
  std::unique_ptr<const Node> root_;
};

}  // namespace docket::condition
