#include "libs/eventing/commit_appends.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libs/base/check.h"
#include "libs/eventing/cloud_events.h"

namespace docket::eventing {

CommitAppends::CommitAppends(const AggregateKind& kind, log::EventLog& log,
                             log::TopicPartition place, std::string source)
    : kind_(kind), log_(log), place_(std::move(place)), source_(std::move(source)) {}

void CommitAppends::Withdraw(const Commit& commit) {
  std::erase_if(waiting_, [&commit](const auto& waiting) { return waiting.get() == &commit; });
}

std::vector<AppendedCommit> CommitAppends::Collect(Instant now) {
  std::erase_if(dropped_,
                [this](log::AppendHandle handle) { return log_.Poll(handle).has_value(); });
  std::vector<AppendedCommit> ended;
  std::erase_if(under_way_, [&](const Append& append) {
    const std::optional<log::AppendResult> result = log_.Poll(append.handle);
    if (result.has_value())
      std::ranges::move(ResultOf(append, *result, now), std::back_inserter(ended));
    return result.has_value();
  });
  return ended;
}

std::vector<AppendedCommit> CommitAppends::ResultOf(const Append& append,
                                                    const log::AppendResult& result, Instant now) {
  std::vector<AppendedCommit> ended;
  for (const std::shared_ptr<const Commit>& commit : append.commits) ended.push_back({commit});
  if (const auto* written = std::get_if<log::Written>(&result)) {
    DOCKET_CHECK(written->offsets.size() == ended.size());
    for (size_t i = 0; i < ended.size(); ++i) {
      ended[i].fate = AppendedCommit::Fate::kWritten;
      ended[i].offset = written->offsets[i];
    }
  } else if (const auto* refused = std::get_if<log::Refused>(&result)) {
    for (AppendedCommit& one : ended) one.fate = AppendedCommit::Fate::kRefused;
    refused_until_ = now.monotonic + kRefusedWait;
    if (refused->status.code() != absl::StatusCode::kResourceExhausted) fault_ = refused->status;
  }
  return ended;
}

absl::Status CommitAppends::Send(Instant now) {
  if (!fault_.ok()) return Annotate(fault_, "appending to " + ToText(place_));
  if (waiting_.empty() || now.monotonic < refused_until_) return absl::OkStatus();
  for (size_t begin = 0; begin < waiting_.size();) begin = SendFrom(begin);
  waiting_.clear();
  return absl::OkStatus();
}

// Begins one append with what waits from `begin` on; gives where the next one begins.
size_t CommitAppends::SendFrom(size_t begin) {
  std::vector<log::Record> records;
  Append append;
  size_t bytes = 0;
  for (; begin < waiting_.size() && records.size() < kAppendRecordsMax; ++begin) {
    bytes += waiting_[begin]->bytes.size();
    if (!records.empty() && bytes > kAppendBytesMax) break;
    records.push_back(RecordOf(*waiting_[begin]));
    append.commits.push_back(std::move(waiting_[begin]));
  }
  append.handle = log_.Append(place_, std::move(records));
  under_way_.push_back(std::move(append));
  return begin;
}

log::Record CommitAppends::RecordOf(const Commit& commit) const {
  return {commit.header(kind_).aggregate_id(), commit.bytes,
          CommitCloudEvent(kind_, commit, source_)};
}

std::optional<std::chrono::nanoseconds> CommitAppends::next_try() const {
  if (waiting_.empty()) return std::nullopt;
  return refused_until_;
}

void CommitAppends::Drop() {
  for (const Append& append : under_way_) dropped_.push_back(append.handle);
  under_way_.clear();
  waiting_.clear();
}

}  // namespace docket::eventing
