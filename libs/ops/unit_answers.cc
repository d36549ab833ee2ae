#include "libs/ops/unit_answers.h"

namespace docket::ops {

v1::Unit UnitOf(const runtime::HostedUnit& unit) {
  v1::Unit answer;
  answer.set_unit_kind(unit.spec().service);
  answer.set_partition(unit.spec().partition);
  return answer;
}

void AddPositions(const runtime::HostedUnit& unit,
                  const std::map<std::string, store::Position>& positions,
                  google::protobuf::RepeatedPtrField<v1::FoldedPosition>& answer) {
  for (const log::TopicPartition& place : unit.spec().Topics()) {
    const auto found = positions.find(ToText(place));
    const bool is_input = answer.size() < static_cast<int>(unit.spec().Inputs().size());
    if (found == positions.end() && !is_input) continue;
    v1::FoldedPosition& position = *answer.Add();
    position.set_topic(place.topic);
    position.set_partition(place.partition);
    position.set_next_offset(found == positions.end() ? 0 : found->second.next);
  }
}

v1::TableDigest TableDigestOf(const store::TableSpec& table, const store::TableSum& sum) {
  v1::TableDigest answer;
  answer.set_table(table.name);
  answer.set_rows(sum.rows);
  answer.set_full(sum.full.hex());
  if (table.content != store::Content::kNone) answer.set_content(sum.content.hex());
  return answer;
}

}  // namespace docket::ops
