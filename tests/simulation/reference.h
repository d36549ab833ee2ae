#pragma once

// The log as the oracles read it: every record judged by an acceptance rule of their own, every
// aggregate folded by the model, at every prefix.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/digest.h"
#include "libs/log/record.h"
#include "tests/simulation/model.h"

namespace docket::simulation {

enum class Judgement { kAccepted, kDuplicate, kLost, kStale, kForeign, kGap, kUnreadable };

// An accepted commit and the aggregate after it.
struct Accepted {
  log::Offset offset = 0;
  CommitHeader header;
  Digest digest;
  std::string bytes;
  std::shared_ptr<const Message> commit;
  std::shared_ptr<const Message> before;
  std::shared_ptr<const Message> state;
};
// Of one aggregate: versions 1, 2, ...
using Versions = std::vector<Accepted>;

// A record of an events topic, judged.
struct Judged {
  log::Offset offset = 0;
  Judgement judgement = Judgement::kUnreadable;
  std::string aggregate_id;
  // Of what it claims, accepted or not.
  CommitHeader header;
  Digest digest;
};

// One partition of an events topic.
class ReferencePartition {
 public:
  explicit ReferencePartition(Kind kind) : kind_(kind) {}

  // Judges and folds the record that landed at `offset`, behind all before it.
  const Judged& Land(log::Offset offset, const log::Record& record);

  Kind kind() const { return kind_; }
  const std::vector<Judged>& records() const { return records_; }
  const std::map<std::string, Versions>& aggregates() const { return aggregates_; }

  // The versions of `aggregate_id`; empty if no commit of it was accepted.
  const Versions& VersionsOf(const std::string& aggregate_id) const;
  // The last of them before `end`; null if there is none.
  const Accepted* HeadAt(const std::string& aggregate_id, log::Offset end) const;
  // The records in [begin, end).
  std::pair<size_t, size_t> Range(log::Offset begin, log::Offset end) const;

 private:
  Judgement Judge(const CommitHeader& header, const Digest& digest) const;
  void Fold(log::Offset offset, const CommitText& text, const Digest& digest,
            const std::string& bytes);

  const Kind kind_;
  std::vector<Judged> records_;
  std::map<std::string, Versions> aggregates_;
};

// The settings as the oracles read them: who administers is no process, and makes no mistakes, so
// every record counts once.
class ReferenceSettings {
 public:
  void Land(const log::Record& record);

  // Of all commits so far; that of the first is 1.
  uint64_t number() const { return terms_.size(); }
  // The terms of `tenant` as of `number`; empty if it had published none.
  std::string TermsAsOf(uint64_t number, std::string_view tenant) const;

 private:
  struct Terms {
    std::string tenant;
    std::string label;
  };
  std::set<std::string> seen_;  // Records, for they may come again.
  std::vector<Terms> terms_;
};

// All partitions of all events topics.
class Reference {
 public:
  ReferencePartition& At(Kind kind, int32_t partition);
  const ReferencePartition& At(Kind kind, int32_t partition) const;
  void Add(Kind kind, int32_t partition) { partitions_.try_emplace({kind, partition}, kind); }
  const std::map<std::pair<Kind, int32_t>, ReferencePartition>& partitions() const {
    return partitions_;
  }
  ReferenceSettings& settings() { return settings_; }
  const ReferenceSettings& settings() const { return settings_; }

 private:
  std::map<std::pair<Kind, int32_t>, ReferencePartition> partitions_;
  ReferenceSettings settings_;
};

}  // namespace docket::simulation
