#pragma once

// Bytes that come in order and once: a file, a decoder over a file, a text in a test. One thread.

#include <cstddef>
#include <span>

#include "libs/base/status.h"

namespace docket::docketctl {

class ByteInput {
 public:
  virtual ~ByteInput() = default;

  // Fills the beginning of `into`, which is not empty, and says with how many bytes: 0 at the end
  // and only there. After a failure nothing more is asked.
  virtual absl::StatusOr<size_t> Read(std::span<char> into) = 0;
};

}  // namespace docket::docketctl
