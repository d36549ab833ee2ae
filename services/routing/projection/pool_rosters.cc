#include "services/routing/projection/pool_rosters.h"

#include <string>
#include <utility>

#include "services/routing/domain/pool_id.h"
#include "services/routing/domain/pool_roster.h"
#include "services/routing/projection/sends.h"

namespace docket::routing {
namespace {

constexpr size_t kRosterTable = 0;

std::string RosterRow(const std::string& tenant, const std::string& pool_id) {
  return tenant + '\0' + pool_id;
}

void NoteRoster(const v1::PoolRostered& roster, const eventing::CommitHeader& header,
                eventing::FoldContext& context) {
  std::string key = RosterRow(header.tenant(), roster.pool_id());
  context.Put(kRosterTable, key, VersionsOf(roster));
  context.Demand(std::move(key));  // What settled it may have been overtaken.
}

// A walk goes through the pools that are known here, for one may have lost its document, then
// through the documents. Each part marks its cursors.
constexpr char kOfRows = 'r';
constexpr char kOfDocuments = 'd';

absl::StatusOr<eventing::DemandedKeys> WalkRows(std::string_view from, size_t max,
                                                eventing::FoldedRows& rows) {
  store::KeyRange range;
  range.begin = std::string(from);
  eventing::DemandedKeys found;
  found.next = std::string(1, kOfDocuments);
  DOCKET_RETURN_IF_ERROR(
      rows.Scan(kRosterTable, range, [&](std::string_view key, std::string_view) {
        if (found.keys.size() == max) {
          found.next = kOfRows + std::string(key);
          return false;
        }
        found.keys.emplace_back(key);
        return true;
      }));
  return found;
}

eventing::DemandedKeys WalkDocuments(std::string_view from, size_t max, eventing::UnitPlace place,
                                     const setting::Settings& settings) {
  const size_t nul = from.find('\0');
  const std::string_view tenant = from.substr(0, nul);
  const std::string_view name = nul == from.npos ? "" : from.substr(nul + 1);
  eventing::DemandedKeys found;
  const auto pools = settings.AllOf(setting::v1::Document::kPool, tenant, name, max + 1);
  for (size_t i = 0; i < pools.size(); ++i) {
    const std::string& pool_id = pools[i].published->document.name();
    std::string key = RosterRow(pools[i].tenant, pool_id);
    if (i == max) {
      found.next = kOfDocuments + key;
    } else if (place.Holds(PoolId::Of(pools[i].tenant, pool_id).slot())) {
      found.keys.push_back(std::move(key));
    }
  }
  return found;
}

}  // namespace

std::vector<store::TableSpec> PoolRosters::Tables() const {
  return {{"pool_rosters", store::Content::kWhole}};
}

absl::Status PoolRosters::Fold(const eventing::AcceptedCommit& commit,
                               eventing::FoldContext& context) {
  for (const v1::PoolEvent& event : static_cast<const v1::PoolCommit&>(commit.message).events()) {
    if (event.has_rostered()) NoteRoster(event.rostered(), commit.header, context);
  }
  return absl::OkStatus();
}

absl::StatusOr<eventing::DemandedKeys> PoolRosters::Demands(const setting::Settings& settings,
                                                            std::string_view cursor, size_t max,
                                                            eventing::UnitPlace place,
                                                            eventing::FoldedRows& rows) {
  if (cursor.empty()) return WalkRows("", max, rows);
  const std::string_view from = cursor.substr(1);
  if (cursor.front() == kOfRows) return WalkRows(from, max, rows);
  return WalkDocuments(from, max, place, settings);
}

absl::StatusOr<std::optional<eventing::Reaction>> PoolRosters::Demand(
    std::string_view key, const setting::Settings& settings, eventing::FoldedRows& rows) {
  const size_t nul = key.find('\0');
  const std::string tenant(key.substr(0, nul));
  const std::string pool_id(key.substr(nul + 1));
  DOCKET_ASSIGN_OR_RETURN(const std::optional<std::string> known, rows.Get(kRosterTable, key));
  const std::string asked = VersionsOf(RosterOf(tenant, pool_id, settings, Time{}));
  if (known.value_or(VersionsOf(v1::PoolRostered())) == asked) return std::nullopt;
  v1::PoolCommand command;
  command.mutable_apply_roster()->set_pool_id(pool_id);
  const std::string number = std::to_string(settings.number());
  return ToPool({tenant, "ApplyRoster", {pool_id, number}}, pool_id, std::move(command));
}

}  // namespace docket::routing
