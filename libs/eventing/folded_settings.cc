#include "libs/eventing/folded_settings.h"

#include "libs/setting/setting.h"

namespace docket::eventing {

log::TopicPartition FoldedSettings::Place() {
  return {log::EventsTopic(setting::Setting::kName), 0};
}

FoldedSettings* FoldedSettings::AwaitedBy(const UnitSpec& spec, const UnitPorts& ports) {
  return spec.Inputs().front() == Place() ? nullptr : ports.settings;
}

log::Offset FoldedSettings::reached() const {
  return progress_ == nullptr ? 0 : progress_->written(0);
}

void FoldedSettings::Add(uint64_t number, const setting::v1::SettingCommit& commit) {
  book_.Add(number, commit);
  Wake();
}

}  // namespace docket::eventing
