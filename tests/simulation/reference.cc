#include "tests/simulation/reference.h"

#include <algorithm>

#include "docket/setting/v1/setting_events.pb.h"

namespace docket::simulation {

const Judged& ReferencePartition::Land(log::Offset offset, const log::Record& record) {
  Judged judged{.offset = offset, .aggregate_id = record.key, .header = {}, .digest = {}};
  const std::optional<CommitText> text = ReadCommitText(kind_, record.value);
  if (text.has_value() && text->header.aggregate_id() == record.key) {
    judged.header = text->header;
    judged.digest = Digest::Of(record.value);
    judged.judgement = Judge(judged.header, judged.digest);
    if (judged.judgement == Judgement::kAccepted) Fold(offset, *text, judged.digest, record.value);
  }
  return records_.emplace_back(std::move(judged));
}

Judgement ReferencePartition::Judge(const CommitHeader& header, const Digest& digest) const {
  const Versions& versions = VersionsOf(header.aggregate_id());
  const uint64_t version = header.version();
  if (version > versions.size() + 1) return Judgement::kGap;
  if (version == versions.size() + 1) {
    const std::string_view last = versions.empty() ? "" : versions.back().digest.bytes();
    return header.prev() == last ? Judgement::kAccepted : Judgement::kForeign;
  }
  if (version == 0 || version < versions.size()) return Judgement::kStale;
  return versions.back().digest == digest ? Judgement::kDuplicate : Judgement::kLost;
}

void ReferencePartition::Fold(log::Offset offset, const CommitText& text, const Digest& digest,
                              const std::string& bytes) {
  Versions& versions = aggregates_[text.header.aggregate_id()];
  std::shared_ptr<const Message> before =
      versions.empty() ? FreshState(kind_) : versions.back().state;
  std::shared_ptr<const Message> state = StateAfter(kind_, *before, *text.commit);
  versions.push_back({offset, text.header, digest, bytes, text.commit, before, state});
}

const Versions& ReferencePartition::VersionsOf(const std::string& aggregate_id) const {
  static const Versions kNone;
  const auto found = aggregates_.find(aggregate_id);
  return found == aggregates_.end() ? kNone : found->second;
}

const Accepted* ReferencePartition::HeadAt(const std::string& aggregate_id, log::Offset end) const {
  const Versions& versions = VersionsOf(aggregate_id);
  const auto behind = std::ranges::lower_bound(versions, end, {}, &Accepted::offset);
  return behind == versions.begin() ? nullptr : &*std::prev(behind);
}

std::pair<size_t, size_t> ReferencePartition::Range(log::Offset begin, log::Offset end) const {
  const auto place = [this](log::Offset offset) {
    return static_cast<size_t>(std::ranges::lower_bound(records_, offset, {}, &Judged::offset) -
                               records_.begin());
  };
  return {place(begin), std::max(place(begin), place(end))};
}

void ReferenceSettings::Land(const log::Record& record) {
  setting::v1::SettingCommit commit;
  if (!seen_.insert(record.value).second || !commit.ParseFromString(record.value)) return;
  terms_.push_back(
      {commit.header().tenant(), commit.events(0).published().document().pool().label()});
}

std::string ReferenceSettings::TermsAsOf(uint64_t number, std::string_view tenant) const {
  for (size_t i = std::min<size_t>(number, terms_.size()); i-- > 0;) {
    if (terms_[i].tenant == tenant) return terms_[i].label;
  }
  return {};
}

ReferencePartition& Reference::At(Kind kind, int32_t partition) {
  return partitions_.at({kind, partition});
}

const ReferencePartition& Reference::At(Kind kind, int32_t partition) const {
  return partitions_.at({kind, partition});
}

}  // namespace docket::simulation
