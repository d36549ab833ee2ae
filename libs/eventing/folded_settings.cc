#include "libs/eventing/folded_settings.h"

#include "libs/setting/setting.h"

namespace docket::eventing {

log::TopicPartition FoldedSettings::Place() {
  return {log::EventsTopic(setting::Setting::kName), 0};
}

FoldedSettings* FoldedSettings::AwaitedBy(const UnitSpec& spec, const UnitPorts& ports) {
  return spec.Inputs().front() == Place() ? nullptr : ports.settings;
}

bool FoldedSettings::Skips(const log::TopicPartition& place, log::Offset offset,
                           const Digest& digest) const {
  return book_.SkippedDigest(place.topic, place.partition, offset) == Hex(digest.bytes());
}

log::Offset FoldedSettings::reached() const {
  return progress_ == nullptr ? 0 : progress_->written(0);
}

void FoldedSettings::Add(uint64_t number, const setting::v1::SettingCommit& commit) {
  book_.Add(number, commit);
  Wake();
}

}  // namespace docket::eventing
