#include "tests/bench/fold/fill.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "libs/base/time.h"
#include "libs/eventing/cloud_events.h"
#include "libs/eventing/proposal.h"
#include "libs/log/event_log.h"
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
  Batch(log::EventLog& log, int partition)
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
  log::EventLog& log_;
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
  Growing(TicketId id, std::string name) : id_(id), name_(std::move(name)) {}

  const TicketId& id() const { return id_; }

  // The record of what `body` causes.
  absl::StatusOr<log::Record> Do(ticket::v1::TicketCommand body) {
    DOCKET_ASSIGN_OR_RETURN(const auto commit, Decide("fill", std::move(body)));
    kind_.Evolve(*row_.state, *commit->message);
    row_.head = eventing::HeadOf(commit->header(kind_), commit->digest);
    return RecordOf(*commit);
  }

  // That of another writer, who knows no more than this one: it would make the same version.
  absl::StatusOr<log::Record> Rival(ticket::v1::TicketCommand body) const {
    DOCKET_ASSIGN_OR_RETURN(const auto commit, Decide("rival", std::move(body)));
    return RecordOf(*commit);
  }

 private:
  absl::StatusOr<std::shared_ptr<const eventing::Commit>> Decide(
      const std::string& writer, ticket::v1::TicketCommand body) const {
    const std::string key[] = {name_, std::to_string(row_.head.version)};
    const Digest command_id = eventing::MachineCommandId(kTenant, writer, key);
    const eventing::Command command =
        api::CommandOf(AgentsCall(), id_.text(), command_id,
                       std::make_shared<const ticket::v1::TicketCommand>(std::move(body)));
    DOCKET_ASSIGN_OR_RETURN(eventing::Proposal proposal,
                            eventing::Propose(kind_, row_, command, {.now = SystemInstant().wall}));
    return std::move(proposal.commit);
  }

  log::Record RecordOf(const eventing::Commit& commit) const {
    return {id_.text(), commit.bytes, eventing::CommitCloudEvent(kind_, commit, "/docket/intake")};
  }

  const eventing::AggregateKind& kind_ = intake::TicketAggregate();
  const TicketId id_;
  const std::string name_;
  eventing::AggregateRow row_ = eventing::FreshRow(kind_);
};

// All that is filled, and what was appended.
class Filling {
 public:
  Filling(const FillJob& fill, const OpenedLog& log, int partitions)
      : fill_(fill), partitions_(partitions), log_(log.NewObject()) {
    for (int partition = 0; partition < partitions_; ++partition) {
      batches_.push_back(std::make_unique<Batch>(*log_.log, partition));
    }
  }

  absl::Status Run() {
    const uint64_t spread = std::max<uint64_t>(fill_.spread, 1);
    for (uint64_t first = 0; first < fill_.calls.tickets; first += spread) {
      DOCKET_RETURN_IF_ERROR(Grow(first, std::min(first + spread, fill_.calls.tickets)));
    }
    for (const std::unique_ptr<Batch>& batch : batches_) DOCKET_RETURN_IF_ERROR(batch->Write());
    return absl::OkStatus();
  }

  nlohmann::json Report() const {
    return {{"count", count_}, {"duplicates", duplicates_}, {"rivals", rivals_}};
  }

 private:
  // The tickets from `first` to before `end`, by one commit each in turn.
  absl::Status Grow(uint64_t first, uint64_t end) {
    std::vector<Growing> tickets;
    tickets.reserve(end - first);
    for (uint64_t i = first; i < end; ++i) {
      tickets.emplace_back(TicketAt(fill_.calls, i), OpeningAt(fill_.calls, i).request_id());
      ticket::v1::TicketCommand opening;
      *opening.mutable_open() = OpeningAt(fill_.calls, i).ticket();
      DOCKET_RETURN_IF_ERROR(Append(tickets.back(), opening));
    }
    ticket::v1::TicketCommand comment;
    *comment.mutable_comment() = CommentOf(fill_.calls);
    for (uint64_t i = 0; i < fill_.comments; ++i) {
      for (Growing& ticket : tickets) DOCKET_RETURN_IF_ERROR(Append(ticket, comment));
    }
    return absl::OkStatus();
  }

  absl::Status Append(Growing& ticket, const ticket::v1::TicketCommand& body) {
    Batch& batch = *batches_[static_cast<size_t>(ticket.id().slot().PartitionOf(partitions_))];
    // As even as the share allows: 5 in 100 are every twentieth.
    const bool spoiled =
        (count_ + 1) * fill_.spoiled_percent / 100 > count_ * fill_.spoiled_percent / 100;
    ++count_;
    if (!spoiled) {
      DOCKET_ASSIGN_OR_RETURN(log::Record record, ticket.Do(body));
      return batch.Add(std::move(record));
    }
    if (rivals_ >= duplicates_) {
      ++duplicates_;
      DOCKET_ASSIGN_OR_RETURN(const log::Record record, ticket.Do(body));
      DOCKET_RETURN_IF_ERROR(batch.Add(record));
      return batch.Add(record);
    }
    ++rivals_;
    DOCKET_ASSIGN_OR_RETURN(log::Record rival, ticket.Rival(body));
    DOCKET_ASSIGN_OR_RETURN(log::Record record, ticket.Do(body));
    DOCKET_RETURN_IF_ERROR(batch.Add(std::move(record)));
    return batch.Add(std::move(rival));
  }

  const FillJob& fill_;
  const int partitions_;
  const LogObject log_;  // Outlives the batches.
  std::vector<std::unique_ptr<Batch>> batches_;
  uint64_t count_ = 0;
  uint64_t duplicates_ = 0;
  uint64_t rivals_ = 0;
};

}  // namespace

absl::StatusOr<nlohmann::json> Fill(const LogPlace& place, const FillJob& fill) {
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<OpenedLog> log, OpenLog(place));
  Filling filling(fill, *log, place.partitions);
  DOCKET_RETURN_IF_ERROR(filling.Run());
  return filling.Report();
}

}  // namespace docket::bench
