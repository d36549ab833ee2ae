#include "tests/bench/fold/fill.h"

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "libs/base/time.h"
#include "libs/eventing/cloud_events.h"
#include "libs/eventing/proposal.h"
#include "libs/log/embedded/embedded_event_log.h"
#include "services/intake/api/ticket_calls.h"
#include "services/intake/projection/intake_unit.h"

namespace docket::bench {
namespace {

// Records that share a sync: as many as a unit appends at once.
constexpr size_t kBatchRecords = 256;

class Told final : public log::Waker {
 public:
  void Wake() override {
    ++wakes_;
    wakes_.notify_one();
  }
  uint64_t wakes() const { return wakes_; }
  // Blocks until it was woken more often than `seen`.
  void Await(uint64_t seen) const { wakes_.wait(seen); }

 private:
  std::atomic<uint64_t> wakes_ = 0;
};

// The records of one partition on their way into the log. One thread.
class Batch {
 public:
  Batch(log::EmbeddedEventLog& log, int partition)
      : log_(log), place_{log::EventsTopic("ticket"), partition} {
    log_.SetWaker(place_, &told_);
  }
  ~Batch() { log_.SetWaker(place_, nullptr); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  absl::Status Add(log::Record record) {
    records_.push_back(std::move(record));
    return records_.size() < kBatchRecords ? absl::OkStatus() : Write();
  }

  // Keeps what was added.
  absl::Status Write() {
    if (records_.empty()) return absl::OkStatus();
    const log::AppendHandle handle = log_.Append(place_, std::exchange(records_, {}));
    while (true) {
      const uint64_t seen = told_.wakes();
      const std::optional<log::AppendResult> result = log_.Poll(handle);
      if (!result.has_value()) {
        told_.Await(seen);
      } else if (std::holds_alternative<log::Written>(*result)) {
        return absl::OkStatus();
      } else {
        return Unavailable("cannot append to " + log::ToText(place_));
      }
    }
  }

 private:
  log::EmbeddedEventLog& log_;
  const log::TopicPartition place_;
  Told told_;
  std::vector<log::Record> records_;
};

rpc::Call AgentsCall() {
  rpc::Call call;
  call.caller.tenant = kTenant;
  call.caller.actor.set_kind(eventing::Actor::KIND_AGENT);
  call.caller.actor.set_id(kAgent);
  call.caller.roles = {eventing::Role::kAgent, eventing::Role::kSupervisor};
  return call;
}

// One ticket as it grows.
class Growing {
 public:
  Growing(TicketId id, std::string name) : id_(std::move(id)), name_(std::move(name)) {}

  const TicketId& id() const { return id_; }

  // The record of what `body` causes.
  absl::StatusOr<log::Record> Do(ticket::v1::TicketCommand body) {
    const std::string key[] = {name_, std::to_string(row_.head.version)};
    const Digest command_id = eventing::MachineCommandId(kTenant, "fill", key);
    const eventing::Command command =
        intake::CommandOf(AgentsCall(), id_, command_id, std::move(body));
    DOCKET_ASSIGN_OR_RETURN(const eventing::Proposal proposal,
                            eventing::Propose(kind_, row_, command, SystemInstant().wall));
    const eventing::Commit& commit = *proposal.commit;
    kind_.Evolve(*row_.state, *commit.message);
    row_.head = eventing::HeadOf(commit.header(kind_), commit.digest);
    return log::Record{id_.text(), commit.bytes,
                       eventing::CommitCloudEvent(kind_, commit, "/docket/intake")};
  }

 private:
  const eventing::AggregateKind& kind_ = intake::TicketAggregate();
  const TicketId id_;
  const std::string name_;
  eventing::AggregateRow row_ = eventing::FreshRow(kind_);
};

absl::Status FillOne(const FillJob& fill, uint64_t index, Batch& batch, Growing& ticket) {
  ticket::v1::TicketCommand opening;
  *opening.mutable_open() = OpeningAt(fill.calls, index).ticket();
  DOCKET_ASSIGN_OR_RETURN(log::Record opened, ticket.Do(std::move(opening)));
  DOCKET_RETURN_IF_ERROR(batch.Add(std::move(opened)));
  for (uint64_t i = 0; i < fill.comments; ++i) {
    ticket::v1::TicketCommand comment;
    *comment.mutable_comment() = CommentOf(fill.calls);
    DOCKET_ASSIGN_OR_RETURN(log::Record commented, ticket.Do(std::move(comment)));
    DOCKET_RETURN_IF_ERROR(batch.Add(std::move(commented)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<nlohmann::json> Fill(const FoldJob& job, const FillJob& fill) {
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<log::EmbeddedEventLog> log, OpenLog(job));
  std::vector<std::unique_ptr<Batch>> batches;
  for (int partition = 0; partition < job.partitions; ++partition) {
    batches.push_back(std::make_unique<Batch>(*log, partition));
  }
  for (uint64_t i = 0; i < fill.calls.tickets; ++i) {
    Growing ticket(TicketAt(fill.calls, i), OpeningAt(fill.calls, i).request_id());
    Batch& batch = *batches[static_cast<size_t>(ticket.id().slot().PartitionOf(job.partitions))];
    DOCKET_RETURN_IF_ERROR(FillOne(fill, i, batch, ticket));
  }
  for (const std::unique_ptr<Batch>& batch : batches) DOCKET_RETURN_IF_ERROR(batch->Write());
  return nlohmann::json{{"count", fill.calls.tickets * (1 + fill.comments)}};
}

}  // namespace docket::bench
