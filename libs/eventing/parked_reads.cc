#include "libs/eventing/parked_reads.h"

#include <algorithm>
#include <string>
#include <utility>

namespace docket::eventing {
namespace {

using std::chrono::nanoseconds;

absl::Status BeyondTheEnd(const log::TopicPartition& place, log::Offset wanted, log::Offset end) {
  return OutOfRange("the token says that " + ToText(place) + " was folded up to offset " +
                    std::to_string(wanted) + ", but it ends at " + std::to_string(end) +
                    ": the log was cut, or the token is none of ours");
}

}  // namespace

ParkedReads::ParkedReads(const UnitProgress& progress, log::EventLog& log)
    : progress_(progress), end_offsets_(progress.inputs().size()) {
  for (const log::TopicPartition& place : progress.inputs()) ends_.emplace_back(log, place);
}

ParkedReads::Offsets ParkedReads::WantedOf(const FoldedMap& folded) const {
  Offsets wanted;
  for (const log::TopicPartition& place : progress_.inputs()) {
    const auto found = folded.find(place);
    wanted.push_back(found == folded.end() ? 0 : found->second.offset);
  }
  return wanted;
}

ParkedReads::Offsets ParkedReads::Written() const {
  Offsets written;
  for (size_t i = 0; i < progress_.inputs().size(); ++i) written.push_back(progress_.written(i));
  return written;
}

std::optional<size_t> ParkedReads::Lacking(const Offsets& wanted, const Offsets& reached) const {
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] > reached[i]) return i;
  }
  return std::nullopt;
}

absl::Status ParkedReads::NotYet(const Read& read, size_t input, log::Offset written) const {
  return Unavailable(ToText(progress_.inputs()[input]) + " is folded up to offset " +
                     std::to_string(written) + " here, the token asks for " +
                     std::to_string(read.wanted[input]) + ": ask again");
}

bool ParkedReads::MayAnswer(By by) const {
  return progress_.serving() || (by == By::kAnyone && progress_.shown());
}

void ParkedReads::Park(const FoldedMap& folded, By by, nanoseconds deadline, Then then) {
  if (!MayAnswer(by)) return then(progress_.NotServing());
  Read read{WantedOf(folded), by, deadline, std::move(then), Known::kNothing};
  if (!Lacking(read.wanted, Written()).has_value()) return read.then(absl::OkStatus());
  {
    std::unique_lock lock(mutex_);
    if (reads_.size() >= kParkedMax) {
      lock.unlock();
      return read.then(ResourceExhausted("too many reads wait for their tokens: ask again later"));
    }
    reads_.push_back(std::move(read));
  }
  if (waker_ != nullptr) waker_->Wake();
}

bool ParkedReads::TakeEnds() {
  if (ends_due_ == 0) return false;
  for (size_t i = 0; i < ends_.size(); ++i) {
    const std::optional<log::Offset> end = ends_[i].Take();
    if (!end.has_value()) continue;
    end_offsets_[i] = *end;
    --ends_due_;
  }
  return ends_due_ == 0;
}

void ParkedReads::AskEnds() {
  for (EndQuery& end : ends_) end.Ask();
  ends_due_ = ends_.size();
}

std::optional<absl::Status> ParkedReads::Judge(Read& read, const Offsets& written, bool ends_known,
                                               Instant now) const {
  if (!MayAnswer(read.by)) return progress_.NotServing();
  const std::optional<size_t> lacking = Lacking(read.wanted, written);
  if (!lacking.has_value()) return absl::OkStatus();
  if (ends_known && read.known == Known::kAsked) {
    if (const auto beyond = Lacking(read.wanted, end_offsets_); beyond.has_value()) {
      return BeyondTheEnd(progress_.inputs()[*beyond], read.wanted[*beyond], end_offsets_[*beyond]);
    }
    read.known = Known::kThere;
  }
  if (now.monotonic + kAnswerAhead < read.deadline) return std::nullopt;
  return NotYet(read, *lacking, written[*lacking]);
}

Turn ParkedReads::Step(Instant now) {
  std::vector<std::pair<Then, absl::Status>> answers;
  nanoseconds wake = nanoseconds::max();
  {
    const std::lock_guard lock(mutex_);
    const bool ends_known = TakeEnds();
    if (reads_.empty()) return {false, {now.wall, wake}};
    const Offsets written = Written();
    std::erase_if(reads_, [&](Read& read) {
      std::optional<absl::Status> answer = Judge(read, written, ends_known, now);
      if (!answer.has_value()) return false;
      answers.emplace_back(std::move(read.then), *std::move(answer));
      return true;
    });
    const auto is_new = [](const Read& read) { return read.known == Known::kNothing; };
    if (ends_due_ == 0 && std::ranges::any_of(reads_, is_new)) {
      for (Read& read : reads_) {
        if (is_new(read)) read.known = Known::kAsked;
      }
      AskEnds();
    }
    for (const Read& read : reads_) wake = std::min(wake, read.deadline - kAnswerAhead);
  }
  for (const auto& [then, status] : answers) then(status);
  return {!answers.empty(), {now.wall, wake}};
}

}  // namespace docket::eventing
