#include "services/intake/domain/tenant_rules.h"

#include <algorithm>
#include <string>

#include "libs/base/proto_time.h"
#include "libs/base/text.h"
#include "libs/setting/settings.h"
#include "libs/setting/tenant.h"
#include "services/intake/domain/limits.h"
#include "services/intake/domain/ticket_thanks.h"

namespace docket::intake {
namespace {

using std::chrono::milliseconds;

// Null if it has none in force.
setting::PublishedPtr TenantOf(const eventing::DecisionContext& context) {
  if (context.settings == nullptr) return nullptr;
  return context.settings->Find(context.tenant, setting::v1::Document::kTenant, setting::kOnlyName);
}

milliseconds Given(bool given, const google::protobuf::Duration& span, milliseconds shipped) {
  return given ? FromProto(span) : shipped;
}

}  // namespace

Windows WindowsOf(const eventing::DecisionContext& context) {
  const setting::PublishedPtr tenant = TenantOf(context);
  const setting::v1::TicketWindows said =
      tenant == nullptr ? setting::v1::TicketWindows() : tenant->document.tenant().windows();
  return {
      .remind_after = Given(said.has_remind_after(), said.remind_after(), setting::kRemindAfter),
      .solve_after = Given(said.has_solve_after(), said.solve_after(), setting::kSolveAfter),
      .reopen = Given(said.has_reopen_window(), said.reopen_window(), setting::kReopenWindow),
      .closing_reminder =
          Given(said.has_closing_reminder(), said.closing_reminder(), setting::kClosingReminder),
      .rating = Given(said.has_rating_window(), said.rating_window(), setting::kRatingWindow),
  };
}

setting::v1::CompiledZone ZoneOf(const eventing::DecisionContext& context) {
  const setting::PublishedPtr tenant = TenantOf(context);
  return tenant == nullptr ? setting::v1::CompiledZone{} : tenant->zone;
}

bool GivesThanks(std::string_view text, const eventing::DecisionContext& context) {
  const setting::PublishedPtr tenant = TenantOf(context);
  if (tenant == nullptr) return IsThanks(text);
  const std::string said = NormaliseText(text);
  if (CountCharacters(said) > kThanksCharactersMax) return false;
  return std::ranges::any_of(
      tenant->document.tenant().thanks_phrases(),
      [&said](const std::string& phrase) { return NormaliseText(phrase) == said; });
}

}  // namespace docket::intake
