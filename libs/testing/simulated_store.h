#pragma once

// A projection store over a simulated disk, for tests of what folds into one.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/store/projection_store.h"
#include "libs/testing/simulated_engine.h"

namespace docket::testing {

class SimulatedStore {
 public:
  explicit SimulatedStore(std::vector<store::TableSpec> tables)
      : spec_{.tables = std::move(tables), .fold_version = 1} {
    Reopen();
  }

  store::ProjectionStore& get() { return *store_; }

  // Closes the store and opens it as a new process would: what was written is there, the open
  // window is not. Whoever refers to the store must be gone.
  void Reopen() {
    store_.reset();
    auto engine = SimulatedEngine::Open(disk_, store::EngineTables(spec_));
    DOCKET_CHECK(engine.ok());
    auto store = store::ProjectionStore::Open(*std::move(engine), spec_, "scripted");
    DOCKET_CHECK(store.ok());
    store_ = *std::move(store);
  }

  // The disk is lost; opens an empty one.
  void Wipe() {
    store_.reset();
    disk_.Wipe();
    Reopen();
  }

  SimulatedDisk& disk() { return disk_; }

 private:
  const store::StoreSpec spec_;
  SimulatedDisk disk_;
  std::unique_ptr<store::ProjectionStore> store_;
};

}  // namespace docket::testing
