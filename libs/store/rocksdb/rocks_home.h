#pragma once

// A directory for suites over engines (libs/testing/engine_home.h). For tests.

#include <memory>
#include <string>
#include <vector>

#include "libs/store/rocksdb/rocks_engine.h"
#include "libs/testing/engine_home.h"
#include "libs/testing/scratch_directory.h"

namespace docket::store {

class RocksHome final : public testing::EngineHome {
 public:
  absl::StatusOr<std::unique_ptr<Engine>> Open(const std::vector<std::string>& tables) override {
    return RocksEngine::Open(directory_.path(), tables, resources_);
  }

 private:
  testing::ScratchDirectory directory_;
  SharedResources resources_;
};

inline testing::EngineKind RocksKind() {
  return {"Rocks", [] { return std::make_unique<RocksHome>(); }};
}

}  // namespace docket::store
