#pragma once

// One call of docket.log.v1.LogService.Tail, advanced by steps. Without `follow` partitions are
// read one after the other, so that the heads of one are in memory; with it those of all are, and
// each may have its part of JudgedOptions::kHeadsMax. One thread.

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "docket/log/v1/log_service.pb.h"
#include "libs/eventing/end_query.h"
#include "libs/ops/judged_partition.h"
#include "libs/rpc/stream.h"

namespace docket::ops {

// What can be read.
struct TailSources {
  // Whose topics of events; outlive the readers.
  std::vector<const eventing::AggregateKind*> kinds;
  // By which commits are skipped; null for none. Outlives the readers.
  const eventing::FoldedSettings* settings = nullptr;
};

class LogTail {
 public:
  enum class Progress {
    kWorked,  // Step again.
    kWaits,   // Step again when the log or the stream has woken.
    kOver,    // The stream was ended, by whomever.
  };

  // Reads topics of `sources` for `tenant`. Both outlive this.
  LogTail(const TailSources& sources, log::EventLog& log, std::string tenant,
          log::v1::TailRequest request, rpc::ResponseStream<log::v1::TailResponse> stream);

  // Puts the questions for the ends, or ends the stream if what is asked cannot be.
  void Start(log::Waker& waker);

  // Reads and sends a bounded number of records. Never waits.
  Progress Step();

  // Nobody is woken any more when this returns. After kOver.
  void Detach();

 private:
  struct Partition {
    JudgedPartition records;
    eventing::EndQuery end_query;
    // Nothing before it is sent.
    log::Offset from = 0;
    // As captured at the start, and whether it was reached.
    log::Offset end = 0;
    bool reached = false;
  };

  absl::Status CheckLog() const;
  absl::Status AddPartitions();
  // `topic` is one of `topics`.
  absl::Status AddTopic(const std::string& topic, size_t topics);
  absl::Status TakePlaces();

  // Whether anything was done.
  absl::StatusOr<bool> Advance();
  bool EndsAreKnown();
  absl::Status Begin();
  absl::StatusOr<bool> Read(Partition& partition);
  // Has its waker taken back and lets go of its heads.
  void DropFirst();

  void Send(const Partition& partition, const JudgedRecord& record);
  void SendReached(Partition& partition);
  absl::Status Broken(const Partition& partition, const absl::Status& status);
  log::v1::TailResponse& Add() { return waiting_.emplace_back(); }
  // Writes what waits; false if the stream has no room or is over.
  bool Flush();

  const TailSources& sources_;
  log::EventLog& log_;
  const std::string tenant_;
  const log::v1::TailRequest request_;
  rpc::ResponseStream<log::v1::TailResponse> stream_;

  std::deque<Partition> partitions_;
  bool begun_ = false;
  std::deque<log::v1::TailResponse> waiting_;  // Two at most: a record, and what stands behind it.
  std::optional<absl::Status> ending_;         // Once nothing waits.
};

}  // namespace docket::ops
