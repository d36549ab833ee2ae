// The embedded log under the suite of all logs.

#include "libs/testing/event_log_contract.h"

#include <filesystem>
#include <memory>
#include <string>

#include "libs/log/embedded/embedded_event_log.h"
#include "libs/testing/log_home.h"
#include "libs/testing/scratch_directory.h"

namespace docket::testing {
namespace {

class EmbeddedClient final : public LogClient {
 public:
  explicit EmbeddedClient(std::unique_ptr<log::EmbeddedEventLog> log) : log_(std::move(log)) {}
  log::EventLog& log() override { return *log_; }
  log::Positions& positions() override { return *log_; }

 private:
  const std::unique_ptr<log::EmbeddedEventLog> log_;
};

class EmbeddedHome final : public LogHome {
 public:
  // Small bounds, so that reads meet the disk and batches their end.
  explicit EmbeddedHome(size_t tail_bytes_max) : tail_bytes_max_(tail_bytes_max) { Open(); }

  std::unique_ptr<LogClient> Connect() override {
    return std::make_unique<EmbeddedClient>(log_->Share());
  }

  void Restart() override {
    log_.reset();
    Open();
  }

  // What a killed process leaves is what its files hold at that moment.
  bool Kill() override {
    const std::string before = directory();
    ++kills_;
    std::filesystem::copy(before, directory(), std::filesystem::copy_options::recursive);
    Open();
    return true;
  }

 private:
  std::string directory() const { return scratch_ / ("log" + std::to_string(kills_)); }

  void Open() {
    log_ = log::EmbeddedEventLog::Open({.directory = directory(),
                                        .topics = {{wide_topic(), 3}, {narrow_topic(), 1}},
                                        .batch_bytes_max = 4096,
                                        .tail_bytes_max = tail_bytes_max_})
               .value();
  }

  const size_t tail_bytes_max_;
  const ScratchDirectory scratch_;
  int kills_ = 0;
  std::unique_ptr<log::EmbeddedEventLog> log_;
};

LogKind Embedded(const std::string& name, size_t tail_bytes_max) {
  return {name, [=] { return std::make_unique<EmbeddedHome>(tail_bytes_max); }};
}

const auto kKinds =
    ::testing::Values(Embedded("Embedded", 256 << 10), Embedded("EmbeddedOnDisk", 0));

INSTANTIATE_TEST_SUITE_P(Logs, EventLogContract, kKinds, LogKindName);
INSTANTIATE_TEST_SUITE_P(Logs, EventLogThreads, kKinds, LogKindName);

}  // namespace
}  // namespace docket::testing
