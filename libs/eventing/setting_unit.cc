#include "libs/eventing/setting_unit.h"

#include <string>

#include "libs/base/big_endian.h"
#include "libs/setting/document.h"
#include "libs/setting/setting.h"

namespace docket::eventing {
namespace {

std::string NumberText(uint64_t number) {
  std::string text;
  PutU64(text, number);
  return text;
}

absl::Status Damaged() { return DataLoss("the rows of settings by number are not what they were"); }

}  // namespace

const AggregateKind& SettingAggregate() {
  static const AggregateKindOf<setting::Setting> kind;
  return kind;
}

std::vector<store::TableSpec> PublishedSettings::Tables() const {
  return {{"settings_by_number", store::Content::kNone},
          {"setting_numbers", store::Content::kNone},
          {"settings_in_force", store::Content::kWhole}};
}

absl::Status PublishedSettings::Fold(const AcceptedCommit& commit, FoldContext& context) {
  const std::string& id = commit.header.aggregate_id();
  std::string commit_key = CommitKey(id, commit.header.version());
  context.Put(kByNumber, NumberText(commit.number), commit_key);
  context.Put(kNumbers, std::move(commit_key), NumberText(commit.number));
  const auto& state = static_cast<const setting::SettingState&>(*commit.state);
  const setting::v1::Document& document = state.document();
  std::string key = InForceKey(commit.header.tenant(), setting::KindOf(document), document.name());
  if (state.in_force()) {
    context.Put(kInForce, std::move(key), id);
  } else {
    context.Delete(kInForce, std::move(key));
  }
  settings_.Add(commit.number, static_cast<const setting::v1::SettingCommit&>(commit.message));
  return absl::OkStatus();
}

std::string InForceKey(std::string_view tenant, std::string_view kind, std::string_view name) {
  std::string key(tenant);
  key += '\0';
  if (kind.empty()) return key;
  key.append(kind) += '\0';
  return key.append(name);
}

UnitSpec SettingUnit(PublishedSettings& projection) {
  UnitSpec spec;
  spec.service = "setting";
  spec.decides = {&SettingAggregate()};
  spec.projections = {&projection};
  return spec;
}

absl::Status LoadSettings(const store::ProjectionStore& store, FoldedSettings& settings) {
  const std::unique_ptr<store::ReadView> rows = store.View();
  absl::Status status;
  const auto add = [&](std::string_view number, std::string_view commit_key) {
    const auto bytes = rows->Get(SettingTables().commits, commit_key);
    setting::v1::SettingCommit commit;
    if (!bytes.ok()) {
      status = bytes.status();
    } else if (number.size() != sizeof(uint64_t) || GetU64(number) != settings.number() + 1 ||
               !bytes->has_value() || !commit.ParseFromString(**bytes)) {
      status = Damaged();
    } else {
      settings.Add(GetU64(number), commit);
    }
    return status.ok();
  };
  DOCKET_RETURN_IF_ERROR(rows->Scan(PublishedTable(PublishedSettings::kByNumber), {}, add));
  return status;
}

}  // namespace docket::eventing
