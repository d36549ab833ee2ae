#pragma once

// Kept positions that answer when a test says so. Without a word from it, at once.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/log/positions.h"

namespace docket::testing {

class ScriptedPositions final : public log::Positions {
 public:
  // From now on nothing is stored or answered before Answer.
  void Hold() { hold_ = true; }
  // Carries out what waits, in order; or fails it, unstored.
  void Answer(bool failing = false) {
    for (auto& [handle, ask] : std::exchange(waiting_, {})) {
      answers_.emplace(handle, failing ? absl::StatusOr<log::Offset>(Unavailable("scripted"))
                                       : absl::StatusOr<log::Offset>(CarryOut(ask)));
    }
  }

  // What stands kept, as an operator would set or see it.
  void Set(const std::string& group, const log::TopicPartition& place, log::Offset next) {
    kept_[{group, place}] = next;
  }
  log::Offset kept(const std::string& group, const log::TopicPartition& place) const {
    auto found = kept_.find({group, place});
    return found == kept_.end() ? kNone : found->second;
  }
  // Every offset that was ever stored, in order.
  const std::vector<log::Offset>& stored() const { return stored_; }

  log::PositionHandle Store(const std::string& group, const log::TopicPartition& place,
                            log::Offset next) override {
    return Begin({{group, place}, next});
  }
  log::PositionHandle Query(const std::string& group, const log::TopicPartition& place) override {
    return Begin({{group, place}, std::nullopt});
  }
  std::optional<absl::StatusOr<log::Offset>> Poll(log::PositionHandle handle) override {
    auto node = answers_.extract(handle);
    if (node.empty()) return std::nullopt;
    return std::move(node.mapped());
  }

 private:
  using Key = std::pair<std::string, log::TopicPartition>;
  struct Ask {
    Key key;
    std::optional<log::Offset> next;  // None: a query.
  };

  log::PositionHandle Begin(Ask ask) {
    const auto handle = static_cast<log::PositionHandle>(++handles_);
    waiting_.emplace(handle, std::move(ask));
    if (!hold_) Answer();
    return handle;
  }

  log::Offset CarryOut(const Ask& ask) {
    if (!ask.next.has_value()) return kept(ask.key.first, ask.key.second);
    stored_.push_back(*ask.next);
    return kept_[ask.key] = *ask.next;
  }

  bool hold_ = false;
  std::map<Key, log::Offset> kept_;
  std::vector<log::Offset> stored_;
  std::map<log::PositionHandle, Ask> waiting_;
  std::map<log::PositionHandle, absl::StatusOr<log::Offset>> answers_;
  uint64_t handles_ = 0;
};

}  // namespace docket::testing
