#pragma once

// What runs are to have met now and then, counted: a simulation that never sees a lost race proves
// nothing about races (SOMETIMES marks). `simulate --marks` demands them of all seeds together.

#include <cstdint>
#include <map>
#include <string_view>

namespace docket::simulation {

class Marks {
 public:
  // `mark` lives for ever.
  void Add(std::string_view mark, uint64_t count = 1) { counts_[mark] += count; }
  void Add(const Marks& marks) {
    for (const auto& [mark, count] : marks.counts_) counts_[mark] += count;
  }
  const std::map<std::string_view, uint64_t>& counts() const { return counts_; }

 private:
  std::map<std::string_view, uint64_t> counts_;
};

}  // namespace docket::simulation
