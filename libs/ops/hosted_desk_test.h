#pragma once

// A desk of umbrellas as a host runs it, on a log and a store of its own, for tests of this folder.

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/time.h"
#include "libs/log/embedded/embedded_event_log.h"
#include "libs/runtime/hosted_unit.h"
#include "libs/store/rocksdb/rocks_engine.h"
#include "libs/testing/scratch_directory.h"
#include "libs/testing/toy/toy.h"
#include "libs/testing/toy/umbrella_calls.h"

namespace docket::ops {

class HostedDesk : public ::testing::Test {
 protected:
  // Before anything lent is due.
  static constexpr Time kNow = FromMillis(50'000);

  HostedDesk() {
    log_ = *log::EmbeddedEventLog::Open({.directory = data_ / "log",
                                         .topics = {{log::EventsTopic("umbrella"), 1},
                                                    {log::CommandsTopic("umbrella"), 1},
                                                    {log::CommandsTopic("borrower"), 1},
                                                    {log::kQuarantineTopic, 1}},
                                         .now = FromMillis(1)});
    Open();
  }
  ~HostedDesk() override { Close(); }

  void Open() {
    unit_log_ = log_->Share();
    auto unit = runtime::HostedUnit::Open(toy_.Desk(0), *unit_log_, *unit_log_,
                                          {.directory = data_ / "stores/desk/0"}, resources_);
    ASSERT_TRUE(unit.ok()) << unit.status();
    unit_ = *std::move(unit);
    unit_->loop().Assign();
    StepUntil([this] { return unit_->loop().serving(); });
  }
  void Close() {
    if (unit_ != nullptr) {
      EXPECT_TRUE(unit_->loop().Close().ok());
    }
    unit_.reset();
    unit_log_.reset();
  }

  template <typename Condition>
  void StepUntil(const Condition& condition) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      unit_->loop().Step({kNow, SystemInstant().monotonic});
      ASSERT_TRUE(unit_->loop().halt().ok()) << unit_->loop().halt();
      ASSERT_LT(std::chrono::steady_clock::now(), until) << "it does not come about";
    }
  }

  // Has the umbrella `name` lent or collected, and waits for the answer.
  void Do(const std::string& name, const std::string& command) {
    testing::Caller& caller = callers_.emplace_back();
    eventing::Command call = testing::UmbrellaCall(testing::Umbrella::IdOf("acme", name), command,
                                                   std::to_string(callers_.size()));
    call.reply = caller.reply();
    ASSERT_TRUE(unit_->door().mailbox->Put(call));
    StepUntil([&caller] { return caller.answered(); });
    ASSERT_TRUE(caller.status().ok()) << caller.status();
  }
  void LendAndCollect(int umbrellas) {
    for (int i = 0; i < umbrellas; ++i) {
      Do("u" + std::to_string(i), testing::LendText("ada"));
      if (i % 2 == 0) Do("u" + std::to_string(i), "collect {}");
    }
  }

  // Writes a row that no commit accounts for, or takes one away, while the unit is closed.
  void Corrupt(const store::Mutation& change) {
    const store::StoreSpec spec{.tables = toy_.Desk(0).Tables(), .fold_version = 1};
    Close();
    {
      auto engine =
          store::RocksEngine::Open(data_ / "stores/desk/0", store::EngineTables(spec), resources_);
      ASSERT_TRUE((*engine)->Write({change}).ok());
    }
    Open();
  }

  testing::ScratchDirectory data_;
  testing::Toy toy_;
  store::SharedResources resources_;
  std::unique_ptr<log::EmbeddedEventLog> log_;
  std::unique_ptr<log::EmbeddedEventLog> unit_log_;
  std::deque<testing::Caller> callers_;
  std::unique_ptr<runtime::HostedUnit> unit_;
};

}  // namespace docket::ops
