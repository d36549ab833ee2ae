#pragma once

// Keeps each distinct text once. Event logs repeat their texts row after row, so an import holds
// them here and passes views.

#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace docket::docketctl {

class TextPool {
 public:
  // A view of `text` that lives as long as the pool, also when the pool is moved.
  std::string_view Keep(std::string_view text) {
    const auto found = texts_.find(text);
    return found != texts_.end() ? *found : *texts_.emplace(text).first;
  }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> texts_;
};

}  // namespace docket::docketctl
