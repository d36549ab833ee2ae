#pragma once

// For tests: a text as an input that gives it in pieces, so that nothing leans on where a read
// ends.

#include <algorithm>
#include <string>
#include <utility>

#include "tools/docketctl/import/byte_input.h"

namespace docket::docketctl {

class StringInput : public ByteInput {
 public:
  explicit StringInput(std::string text, size_t piece_bytes = 7)
      : text_(std::move(text)), piece_bytes_(piece_bytes) {}

  absl::StatusOr<size_t> Read(std::span<char> into) override {
    const size_t size = std::min({into.size(), piece_bytes_, text_.size() - position_});
    std::copy_n(text_.data() + position_, size, into.data());
    position_ += size;
    return size;
  }

 private:
  std::string text_;
  size_t piece_bytes_;
  size_t position_ = 0;
};

}  // namespace docket::docketctl
