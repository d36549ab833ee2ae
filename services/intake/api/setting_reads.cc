#include "services/intake/api/setting_reads.h"

#include <optional>
#include <string>
#include <utility>

#include "docket/setting/v1/setting_events.pb.h"
#include "libs/api/calls.h"
#include "libs/api/page.h"
#include "libs/base/big_endian.h"
#include "libs/base/rejection.h"
#include "libs/eventing/aggregate_history.h"
#include "libs/eventing/setting_unit.h"
#include "libs/setting/document.h"
#include "libs/setting/setting_book.h"
#include "libs/setting/setting_id.h"
#include "services/intake/api/setting_compilation.h"

namespace docket::intake {
namespace {

namespace v1 = setting::v1;
using eventing::PublishedSettings;
using eventing::PublishedTable;
using eventing::UnitView;

constexpr int kCheckedMax = 500;

absl::Status NoSuchSetting() {
  return RejectionStatus({"NOT_FOUND", {}},
                         "there is no such document: check its kind, name and version");
}

// The only partition of the setting unit.
constexpr size_t kUnit = 0;

const v1::SettingCommit& TypedOf(const eventing::Commit& commit) {
  return static_cast<const v1::SettingCommit&>(*commit.message);
}

absl::StatusOr<uint64_t> NumberOf(const store::ReadView& rows, const std::string& id,
                                  uint64_t version) {
  DOCKET_ASSIGN_OR_RETURN(
      const std::optional<std::string> number,
      rows.Get(PublishedTable(PublishedSettings::kNumbers), eventing::CommitKey(id, version)));
  if (!number.has_value() || number->size() != sizeof(uint64_t)) {
    return DataLoss("version " + std::to_string(version) + " of " + id + " has no number");
  }
  return GetU64(*number);
}

// Visits versions of the document `id` in `range`, latest first, until `visit` gives false.
absl::Status ReadVersions(const store::ReadView& rows, const std::string& id, uint64_t last,
                          const std::function<bool(v1::Setting)>& visit) {
  std::optional<v1::Setting> waiting;  // Retired: what it said stands in the version before it.
  absl::Status status;
  const auto meet = [&](const eventing::Commit& commit) {
    const v1::SettingCommit& typed = TypedOf(commit);
    v1::Setting setting;
    setting.set_version(typed.header().version());
    *setting.mutable_publish_time() = typed.header().time();
    *setting.mutable_publisher() = typed.header().actor();
    const auto number = NumberOf(rows, id, setting.version());
    if (!number.ok()) {
      status = number.status();
      return false;
    }
    setting.set_number(*number);
    if (typed.events(0).has_retired()) {
      setting.set_retired(true);
      waiting = std::move(setting);
      return true;
    }
    *setting.mutable_document() = typed.events(0).published().document();
    if (waiting.has_value()) {
      *waiting->mutable_document() = setting.document();
      if (!visit(*std::exchange(waiting, std::nullopt))) return false;
    }
    return visit(std::move(setting));
  };
  DOCKET_RETURN_IF_ERROR(eventing::ReadCommits(eventing::SettingAggregate(),
                                               eventing::SettingTables(), rows, id,
                                               {.last = last, .reverse = true}, meet));
  return status;
}

absl::StatusOr<v1::Setting> ReadVersion(const store::ReadView& rows, const std::string& id,
                                        std::optional<uint64_t> version) {
  std::optional<v1::Setting> found;
  const auto take = [&](v1::Setting setting) {
    found = std::move(setting);
    return false;
  };
  const uint64_t last = version.value_or(std::numeric_limits<uint64_t>::max());
  DOCKET_RETURN_IF_ERROR(ReadVersions(rows, id, last, take));
  if (!found.has_value() || found->version() != version.value_or(found->version())) {
    return NoSuchSetting();
  }
  return *std::move(found);
}

// Runs `read` on the pool once what `token` says is folded here.
template <typename Response>
void Read(const runtime::StoreReads& reads, const rpc::Call& call, const std::string& token,
          const rpc::Reply<Response>& reply,
          std::function<absl::StatusOr<Response>(const UnitView&)> read) {
  runtime::ReadTerms terms = api::TermsOf(call, token);
  terms.by = eventing::ParkedReads::By::kAnyone;
  reads.Run({kUnit}, terms, [&reads, reply, read = std::move(read)](const absl::Status& ready) {
    if (!ready.ok()) return reply(ready);
    absl::StatusOr<UnitView> view = reads.doors().View(kUnit);
    if (!view.ok()) return reply(std::move(view).status());
    absl::StatusOr<Response> response = read(*view);
    if (response.ok()) response->set_token(reads.doors().TokenOf(std::move(view->folded)));
    reply(std::move(response));
  });
}

absl::StatusOr<v1::ListSettingVersionsResponse> ReadHistory(
    const store::ReadView& rows, const std::string& id,
    const v1::ListSettingVersionsRequest& request) {
  DOCKET_ASSIGN_OR_RETURN(const size_t size_max, api::PageSizeOf(request.page_size()));
  DOCKET_ASSIGN_OR_RETURN(const std::string place, api::DecodePageToken(id, request.page_token()));
  uint64_t last = std::numeric_limits<uint64_t>::max();
  if (!place.empty()) {
    if (place.size() != sizeof(uint64_t)) return InvalidArgument("page_token has no version in it");
    last = GetU64(place) - 1;
  }
  v1::ListSettingVersionsResponse response;
  size_t bytes = 0;
  uint64_t more_behind = 0;
  const auto add = [&](v1::Setting setting) {
    if (static_cast<size_t>(response.versions_size()) == size_max || bytes >= api::kPageBytesMax) {
      more_behind = response.versions(response.versions_size() - 1).version();
      return false;
    }
    bytes += setting.ByteSizeLong();
    *response.add_versions() = std::move(setting);
    return true;
  };
  DOCKET_RETURN_IF_ERROR(ReadVersions(rows, id, last, add));
  if (response.versions().empty() && place.empty()) return NoSuchSetting();
  if (more_behind > 0) {
    std::string behind;
    PutU64(behind, more_behind);
    response.set_next_page_token(api::EncodePageToken(id, behind));
  }
  return response;
}

absl::StatusOr<v1::ListSettingsResponse> ReadList(const store::ReadView& rows,
                                                  const std::string& tenant,
                                                  const v1::ListSettingsRequest& request) {
  const std::string prefix = eventing::InForceKey(tenant, request.kind());
  DOCKET_ASSIGN_OR_RETURN(const size_t size_max, api::PageSizeOf(request.page_size()));
  DOCKET_ASSIGN_OR_RETURN(const std::string place,
                          api::DecodePageToken(prefix, request.page_token()));
  store::KeyRange keys = store::KeyRange::Prefix(prefix);
  if (!place.empty()) keys.begin = prefix + place + '\0';
  std::vector<std::pair<std::string, std::string>> found;  // Place and id, one more than asked.
  const auto take = [&](std::string_view key, std::string_view id) {
    found.emplace_back(key.substr(prefix.size()), id);
    return found.size() <= size_max;
  };
  DOCKET_RETURN_IF_ERROR(rows.Scan(PublishedTable(PublishedSettings::kInForce), keys, take));
  v1::ListSettingsResponse response;
  size_t bytes = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    if (i == size_max || bytes >= api::kPageBytesMax) {
      response.set_next_page_token(api::EncodePageToken(prefix, found[i - 1].first));
      break;
    }
    DOCKET_ASSIGN_OR_RETURN(*response.add_settings(),
                            ReadVersion(rows, found[i].second, std::nullopt));
    bytes += response.settings(response.settings_size() - 1).ByteSizeLong();
  }
  return response;
}

// The documents of `tenant` that are in force in `settings`, to which others may be added.
void CopyInForce(const setting::Settings& settings, const std::string& tenant,
                 setting::SettingBook& book) {
  const google::protobuf::Descriptor& type = *v1::Document::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto kind = static_cast<v1::Document::KindCase>(type.field(i)->number());
    for (const setting::PublishedPtr& published : settings.All(tenant, kind)) {
      book.Publish(tenant, published->document);
    }
  }
}

absl::StatusOr<v1::CheckSettingsResponse> CheckAll(const setting::Settings& settings,
                                                   const std::string& tenant, Time now,
                                                   const v1::CheckSettingsRequest& request) {
  setting::SettingBook together;
  CopyInForce(settings, tenant, together);
  v1::CheckSettingsResponse response;
  for (int i = 0; i < request.documents_size(); ++i) {
    const v1::Document& document = request.documents(i);
    Faults faults = setting::FaultsOf(document, tenant, together.Newest());
    DOCKET_ASSIGN_OR_RETURN(const SettingCompilation compilation, Compile(document, now));
    for (const Fault& fault : compilation.faults) setting::AddIfNew(fault, faults);
    for (const Fault& fault : faults) {
      v1::CheckSettingsResponse::Fault& out = *response.add_faults();
      out.set_index(static_cast<uint32_t>(i));
      out.set_field(fault.field);
      out.set_rule(fault.rule);
    }
    together.Publish(tenant, document);  // Faulty or not: who names it is not at fault.
  }
  return response;
}

}  // namespace

void GetSetting(const runtime::StoreReads& reads, const rpc::Call& call,
                v1::GetSettingRequest request, const rpc::Reply<v1::GetSettingResponse>& reply) {
  const std::string id =
      setting::SettingId::Of(call.caller.tenant, request.kind(), request.name()).text();
  std::optional<uint64_t> version;
  if (request.has_version()) version = request.version();
  Read<v1::GetSettingResponse>(
      reads, call, request.token(), reply,
      [id, version](const UnitView& view) -> absl::StatusOr<v1::GetSettingResponse> {
        v1::GetSettingResponse response;
        DOCKET_ASSIGN_OR_RETURN(*response.mutable_setting(), ReadVersion(*view.rows, id, version));
        return response;
      });
}

void ListSettings(const runtime::StoreReads& reads, const rpc::Call& call,
                  v1::ListSettingsRequest request,
                  const rpc::Reply<v1::ListSettingsResponse>& reply) {
  if (!request.kind().empty() && setting::KindNamed(request.kind()) == v1::Document::KIND_NOT_SET) {
    return reply(InvalidArgument("kind: there is no kind of document called so"));
  }
  Read<v1::ListSettingsResponse>(reads, call, request.token(), reply,
                                 [tenant = call.caller.tenant, request](const UnitView& view) {
                                   return ReadList(*view.rows, tenant, request);
                                 });
}

void ListSettingVersions(const runtime::StoreReads& reads, const rpc::Call& call,
                         v1::ListSettingVersionsRequest request,
                         const rpc::Reply<v1::ListSettingVersionsResponse>& reply) {
  const std::string id =
      setting::SettingId::Of(call.caller.tenant, request.kind(), request.name()).text();
  Read<v1::ListSettingVersionsResponse>(
      reads, call, request.token(), reply,
      [id, request](const UnitView& view) { return ReadHistory(*view.rows, id, request); });
}

void CheckSettings(const eventing::FoldedSettings& settings, const SettingDoors& at,
                   const rpc::Call& call, v1::CheckSettingsRequest request,
                   const rpc::Reply<v1::CheckSettingsResponse>& reply) {
  if (request.documents_size() > kCheckedMax) {
    return reply(InvalidArgument("documents: at most 500 at a time"));
  }
  runtime::ReadTerms terms = api::TermsOf(call, "");
  terms.by = eventing::ParkedReads::By::kAnyone;
  at.reads.Run({kUnit}, terms,
               [&settings, now = at.now, tenant = call.caller.tenant, request = std::move(request),
                reply](const absl::Status& ready) {
                 if (!ready.ok()) return reply(ready);
                 reply(CheckAll(settings.book().Newest(), tenant, now(), request));
               });
}

}  // namespace docket::intake
