#include "libs/hosting/embedded_source.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "libs/base/time.h"
#include "libs/log/embedded/embedded_event_log.h"

namespace docket::hosting {
namespace {

using log::EmbeddedEventLog;

// Owns everything from the start and for good.
class SoleMembership final : public log::Membership {
 public:
  explicit SoleMembership(int32_t partitions) {
    for (int32_t partition = 0; partition < partitions; ++partition) {
      first_.push_back({log::MembershipChange::Kind::kAssigned, partition});
    }
  }
  std::vector<log::MembershipChange> Poll() override { return std::exchange(first_, {}); }

 private:
  std::vector<log::MembershipChange> first_;
};

class EmbeddedSource final : public LogSource {
 public:
  explicit EmbeddedSource(std::unique_ptr<EmbeddedEventLog> log) : log_(std::move(log)) {}

  std::string id() const override { return log_->log_id(); }
  absl::StatusOr<int32_t> PartitionCount(std::string_view topic) const override {
    return log_->PartitionCount(topic);
  }
  LogObject NewObject() const override {
    std::unique_ptr<EmbeddedEventLog> log = log_->Share();
    EmbeddedEventLog* const positions = log.get();
    return {std::move(log), positions};
  }
  absl::Status failed() const override { return log_->failed(); }
  absl::StatusOr<Share> Join(const Group& group, const std::string& /*address*/) const override {
    DOCKET_ASSIGN_OR_RETURN(const int32_t partitions, PartitionCount(group.topic));
    return Share{.owners = nullptr, .membership = std::make_unique<SoleMembership>(partitions)};
  }

 private:
  const std::unique_ptr<EmbeddedEventLog> log_;
};

// Stores are folded from a log. Where they are and it is not, a new one would hide what was lost.
absl::Status RequireLogOfStores(const std::filesystem::path& directory) {
  std::error_code error;
  const std::filesystem::path log = directory / "log";
  const bool there = std::filesystem::exists(log, error) && !std::filesystem::is_empty(log, error);
  if (there || !std::filesystem::exists(directory / "stores", error)) return absl::OkStatus();
  return FailedPrecondition("the log in " + log.string() + " is gone, but " +
                            (directory / "stores").string() +
                            " was folded from it: put the log back, or remove the stores as well "
                            "to begin anew with nothing");
}

}  // namespace

absl::StatusOr<std::unique_ptr<LogSource>> OpenEmbeddedLog(const std::string& directory,
                                                           const std::vector<std::string>& topics,
                                                           int32_t partitions) {
  DOCKET_RETURN_IF_ERROR(RequireLogOfStores(directory));
  log::EmbeddedOptions options;
  options.directory = directory + "/log";
  for (const std::string& topic : topics) {
    options.topics[topic] = log::HasOnePartition(topic) ? 1 : partitions;
  }
  options.now = SystemInstant().wall;
  DOCKET_ASSIGN_OR_RETURN(auto log, EmbeddedEventLog::Open(options));
  return std::make_unique<EmbeddedSource>(std::move(log));
}

}  // namespace docket::hosting
