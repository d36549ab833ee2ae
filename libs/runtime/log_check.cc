#include "libs/runtime/log_check.h"

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <variant>

namespace docket::runtime {
namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr std::chrono::milliseconds kAskEvery{1};

// What `poll` gives once it gives something.
template <typename Poll>
auto Await(const Poll& poll, std::chrono::seconds patience = kPatience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    auto answer = poll();
    if (answer.has_value() || std::chrono::steady_clock::now() >= until) return answer;
    std::this_thread::sleep_for(kAskEvery);
  }
}

absl::Status NoAnswer(const log::TopicPartition& place) {
  return Unavailable("the log does not answer about " + ToText(place) +
                     ": see whether it can be reached, then try again");
}

absl::Status NotOfThisLog(const log::TopicPartition& place, log::Offset offset,
                          const std::string& what) {
  return FailedPrecondition("the store has folded " + ToText(place) + " up to offset " +
                            std::to_string(offset) + " but " + what);
}

absl::Status LogIsCut(const log::TopicPartition& place, log::Offset next, log::Offset end) {
  return OutOfRange("the store has folded " + ToText(place) + " up to offset " +
                    std::to_string(next) + " but the log ends at " + std::to_string(end) +
                    ": the log lost records that were acknowledged; keep it for inspection and put "
                    "a whole copy of it in its place, or, if an older copy was put there on "
                    "purpose, remove the store to have it folded from what the log has");
}

}  // namespace

absl::StatusOr<log::Offset> AwaitEnd(log::EventLog& log, const log::TopicPartition& place,
                                     log::Offset known) {
  const log::EndHandle handle = log.QueryEnd(place, known);
  const std::optional<absl::StatusOr<log::Offset>> end =
      Await([&log, handle] { return log.Poll(handle); },
            known == 0 ? kPatience : kPatience + log::kDoubtMax);
  if (!end.has_value()) return NoAnswer(place);
  return *end;
}

absl::StatusOr<log::ReadResult> AwaitRead(log::EventLog& log, const log::TopicPartition& place,
                                          log::Offset offset, const log::ReadLimits& limits,
                                          log::Offset end) {
  std::optional<log::ReadResult> read = Await([&]() -> std::optional<log::ReadResult> {
    log::ReadResult result = log.Read(place, offset, limits);
    const auto* const caught_up = std::get_if<log::CaughtUp>(&result);
    if (caught_up != nullptr && caught_up->next < end) return std::nullopt;
    return result;
  });
  if (!read.has_value()) return NoAnswer(place);
  return *std::move(read);
}

absl::Status CheckAgainstLog(log::EventLog& log, const log::TopicPartition& place,
                             const store::Position& position) {
  if (position == store::Position{}) return absl::OkStatus();
  log::Offset end = 0;
  if (log.PartitionCount(place.topic).ok()) {
    DOCKET_ASSIGN_OR_RETURN(end, AwaitEnd(log, place, position.next));
  }
  if (position.next > end) return LogIsCut(place, position.next, end);
  const log::Offset offset = position.last_offset;
  if (offset < 0) return absl::OkStatus();  // Of commands only the offset is kept.
  DOCKET_ASSIGN_OR_RETURN(const log::ReadResult found,
                          AwaitRead(log, place, offset, {.records_max = 1}, end));
  if (std::holds_alternative<log::ReadDamaged>(found)) return absl::OkStatus();
  const auto* records = std::get_if<log::Records>(&found);
  if (records == nullptr || records->records.front().offset != offset) {
    return NotOfThisLog(place, offset, "the log has no record there");
  }
  if (Digest::Of(records->records.front().record.value) != position.last_digest) {
    return NotOfThisLog(place, offset, "the log has another record there");
  }
  return absl::OkStatus();
}

}  // namespace docket::runtime
