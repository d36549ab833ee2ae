#pragma once

// Where engines of one kind live, by which suites over engines are parameterised, and what their
// views hold.

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/status.h"
#include "libs/store/engine.h"
#include "libs/testing/scratch_directory.h"
#include "libs/testing/simulated_engine.h"

namespace docket::testing {

// One place whose rows outlive the engines that are opened there one after the other.
class EngineHome {
 public:
  virtual ~EngineHome() = default;
  virtual absl::StatusOr<std::unique_ptr<store::Engine>> Open(
      const std::vector<std::string>& tables) = 0;
};

struct EngineKind {
  std::string name;
  std::function<std::unique_ptr<EngineHome>()> make_home;

  friend std::ostream& operator<<(std::ostream& out, const EngineKind& kind) {
    return out << kind.name;
  }
};

class SimulatedHome final : public EngineHome {
 public:
  absl::StatusOr<std::unique_ptr<store::Engine>> Open(
      const std::vector<std::string>& tables) override {
    return SimulatedEngine::Open(disk_, tables);
  }

 private:
  SimulatedDisk disk_;
};

inline EngineKind SimulatedKind() {
  return {"Simulated", [] { return std::make_unique<SimulatedHome>(); }};
}

// How an engine is opened in a directory. This library knows no engine that needs one, so tests
// that do say how.
using OpenInDirectory = std::function<absl::StatusOr<std::unique_ptr<store::Engine>>(
    const std::string& directory, const std::vector<std::string>& tables)>;

class DirectoryHome final : public EngineHome {
 public:
  explicit DirectoryHome(OpenInDirectory open) : open_(std::move(open)) {}
  absl::StatusOr<std::unique_ptr<store::Engine>> Open(
      const std::vector<std::string>& tables) override {
    return open_(directory_.path(), tables);
  }

 private:
  ScratchDirectory directory_;
  OpenInDirectory open_;
};

inline EngineKind DirectoryKind(std::string name, OpenInDirectory open) {
  return {std::move(name), [open] { return std::make_unique<DirectoryHome>(open); }};
}

using Rows = std::vector<std::pair<std::string, std::string>>;

inline std::string KindName(const ::testing::TestParamInfo<EngineKind>& info) {
  return info.param.name;
}

// The rows of `range` as `view` has them.
inline Rows RowsOf(const store::ReadView& view, store::TableIndex table,
                   const store::KeyRange& range = {}, bool reverse = false) {
  Rows rows;
  auto keep = [&rows](std::string_view key, std::string_view value) {
    rows.emplace_back(key, value);
    return true;
  };
  absl::Status status = view.Scan(table, range, keep, reverse);
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

}  // namespace docket::testing
