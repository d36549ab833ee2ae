#include "libs/setting/tenant.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "libs/base/text.h"

namespace docket::setting {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr int kLanguagesMax = 20;
constexpr int kThanksMax = 200;
constexpr size_t kThanksCharactersMax = 20;
constexpr size_t kZoneBytesMax = 64;

bool IsOfZone(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
         c == '_' || c == '-' || c == '+';
}

void CheckZone(std::string_view zone, Checks& checks) {
  if (!zone.empty() && zone.size() <= kZoneBytesMax && std::ranges::all_of(zone, IsOfZone)) return;
  checks.Add("tenant.zone", "the IANA name of a time zone, such as Europe/Berlin or Asia/Shanghai");
}

void CheckLanguages(const v1::Tenant& tenant, Checks& checks) {
  constexpr std::string_view kField = "tenant.languages";
  if (!checks.Count(kField, tenant.languages_size(), 1, kLanguagesMax)) return;
  for (int i = 0; i < tenant.languages_size(); ++i) {
    checks.Language(Item(kField, i), tenant.languages(i));
  }
  checks.EachOnce(kField, tenant.languages());
}

void CheckThanks(const v1::Tenant& tenant, Checks& checks) {
  constexpr std::string_view kField = "tenant.thanks_phrases";
  if (!checks.Count(kField, tenant.thanks_phrases_size(), 0, kThanksMax)) return;
  std::set<std::string> seen;
  for (int i = 0; i < tenant.thanks_phrases_size(); ++i) {
    const std::string said = NormaliseText(tenant.thanks_phrases(i));
    if (said.empty() || CountCharacters(said) > kThanksCharactersMax) {
      checks.Add(Item(kField, i), "1 to 20 characters besides white space and punctuation");
    } else if (!seen.insert(said).second) {
      checks.Add(Item(kField, i), "other than those before it, whatever case and punctuation");
    }
  }
}

// The span at `field`, or `absent`; none if it is wrong by itself.
std::optional<Checks::Millis> CheckWindow(std::string_view field, bool given,
                                          const google::protobuf::Duration& span, days max,
                                          Checks::Millis absent, Checks& checks) {
  return given ? checks.Span(field, span, minutes(1), max) : absent;
}

void CheckWindows(const v1::TicketWindows& windows, Checks& checks) {
  const auto remind = CheckWindow("tenant.windows.remind_after", windows.has_remind_after(),
                                  windows.remind_after(), days(90), kRemindAfter, checks);
  const auto solve = CheckWindow("tenant.windows.solve_after", windows.has_solve_after(),
                                 windows.solve_after(), days(365), kSolveAfter, checks);
  if (remind && solve && *solve <= *remind) {
    checks.Add("tenant.windows.solve_after", "longer than remind_after, " + InWords(*remind));
  }
  const auto reopen = CheckWindow("tenant.windows.reopen_window", windows.has_reopen_window(),
                                  windows.reopen_window(), days(365), kReopenWindow, checks);
  const auto closing =
      CheckWindow("tenant.windows.closing_reminder", windows.has_closing_reminder(),
                  windows.closing_reminder(), days(365), kClosingReminder, checks);
  if (reopen && closing && *closing >= *reopen) {
    checks.Add("tenant.windows.closing_reminder", "shorter than reopen_window, " + InWords(*reopen),
               "The customer is told " + InWords(*closing) +
                   " before the ticket closes; give closing_reminder or reopen_window.");
  }
  CheckWindow("tenant.windows.rating_window", windows.has_rating_window(), windows.rating_window(),
              days(365), kRatingWindow, checks);
}

}  // namespace

void CheckTenant(std::string_view name, const v1::Tenant& tenant, Checks& checks) {
  checks.Only(name);
  CheckZone(tenant.zone(), checks);
  CheckLanguages(tenant, checks);
  checks.InForceIfAny("tenant.calendar", v1::Document::kCalendar, tenant.calendar());
  CheckWindows(tenant.windows(), checks);
  CheckThanks(tenant, checks);
  checks.InForce("tenant.catch_all_team", v1::Document::kTeam, tenant.catch_all_team());
}

}  // namespace docket::setting
