#pragma once

// What a condition made ready is built of. For condition.cc alone.

#include <memory>

#include "docket/setting/v1/condition.pb.h"
#include "libs/condition/reading.h"

namespace docket::condition {

// A part of a condition that is true or false by itself.
class Node {
 public:
  virtual ~Node() = default;
  virtual bool Holds(Reading& reading) const = 0;
};

// One test as a leaf. Takes any message: false for ever if it has no operator or a pattern that
// does not compile.
std::unique_ptr<const Node> CompileTest(const setting::v1::Test& test);

}  // namespace docket::condition
