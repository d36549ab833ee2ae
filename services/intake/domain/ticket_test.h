#pragma once

// Who and what the tests of a ticket speak of. Text protos count seconds from the day's beginning:
// noon is 43200, noon tomorrow 129600.

#include <string>
#include <string_view>

#include "libs/setting/setting_book.h"
#include "libs/testing/given_when_then.h"
#include "services/intake/domain/ticket.h"

namespace docket::intake {

using docket::testing::CommandOptions;
using docket::testing::Given;
using eventing::Role;

inline constexpr Time kNoon{std::chrono::hours(12)};

// The id of a ticket that the customer "ada" of the tenant "acme" opened.
inline constexpr std::string_view kTicket = "TK-6Y71VB7QN509XPE1J";

inline constexpr CommandOptions kAda{
    .actor = "kind: KIND_CUSTOMER id: 'ada'", .roles = {Role::kCustomer}, .aggregate_id = kTicket};
inline constexpr CommandOptions kBob{
    .actor = "kind: KIND_CUSTOMER id: 'bob'", .roles = {Role::kCustomer}, .aggregate_id = kTicket};
// Ann writes down what Ada says on the line.
inline constexpr CommandOptions kForAda{.actor = "kind: KIND_AGENT id: 'ann' on_behalf_of: 'ada'",
                                        .roles = {Role::kAgent},
                                        .aggregate_id = kTicket};
inline constexpr CommandOptions kAgent{
    .actor = "kind: KIND_AGENT id: 'ann'", .roles = {Role::kAgent}, .aggregate_id = kTicket};
inline constexpr CommandOptions kSupervisor{
    .actor = "kind: KIND_AGENT id: 'sue'", .roles = {Role::kSupervisor}, .aggregate_id = kTicket};
inline constexpr CommandOptions kRouting{.actor = "kind: KIND_SERVICE id: 'docket-routing'",
                                         .roles = {Role::kService},
                                         .aggregate_id = kTicket};
// A step of recorded history.
inline constexpr CommandOptions kRecorded{.actor = "kind: KIND_SERVICE id: 'import'",
                                          .roles = {Role::kImport},
                                          .recorded = "source: 'servicenow' case: 'INC1' row: 7",
                                          .aggregate_id = kTicket};

// A ticket of Ada's that nobody has touched; one that somebody answered on the line; one whose
// history another system recorded.
inline constexpr std::string_view kOpened =
    "opened { requester { customer_key: 'ada' } channel: CHANNEL_WEB subject: 'Lamp is broken'"
    "         priority: PRIORITY_NORMAL priority_source: JUDGEMENT_SOURCE_RULE"
    "         feeling: FEELING_CALM feeling_source: JUDGEMENT_SOURCE_RULE }";
inline constexpr std::string_view kOpenedLive =
    "opened { requester { customer_key: 'ada' } channel: CHANNEL_PHONE live: true"
    "         subject: 'Lamp is broken' priority: PRIORITY_NORMAL feeling: FEELING_CALM }";
inline constexpr std::string_view kOpenedRecorded =
    "opened { requester { customer_key: 'ada' } channel: CHANNEL_PHONE"
    "         recorded: true priority: PRIORITY_NORMAL feeling: FEELING_CALM }";

// Ann of the lamp team has it.
inline constexpr std::string_view kQueued = "queued { team_id: 'lamps' entry: 1 pool_id: 'home' }";
// As a ticket is queued that nobody has touched, opened at the beginning of the day.
inline constexpr std::string_view kQueuedFirst =
    "queued { team_id: 'lamps' entry: 1 pool_id: 'home' weight: 10 waiting_since_time {} }";
inline constexpr std::string_view kAssigned =
    "assigned { team_id: 'lamps' assignee_id: 'ann' entry: 1 assignment: 1 }";

// Ann has answered; Ada has asked again.
inline constexpr std::string_view kReplied =
    "commented { number: 1 visibility: COMMENT_VISIBILITY_PUBLIC author: COMMENT_AUTHOR_AGENT"
    "            text: 'Please change the bulb.' }";
inline constexpr std::string_view kAskedAgain =
    "commented { number: 2 visibility: COMMENT_VISIBILITY_PUBLIC author: COMMENT_AUTHOR_CUSTOMER"
    "            text: 'Which bulb?' }";

// What "acme" has published: the teams "lamps" and "kettles".
class Teams {
 public:
  // `policies` is a document of them in text, or none.
  explicit Teams(std::string_view policies = "") : settings_(book_, policies.empty() ? 2 : 3) {
    for (const std::string_view name : {"lamps", "kettles"}) {
      setting::v1::Document team;
      team.set_name(std::string(name));
      team.mutable_team()->set_pool("home");
      book_.Publish("acme", team);
    }
    if (policies.empty()) return;
    setting::v1::Document document;
    testing::ParseText(policies, document, std::source_location::current());
    book_.Publish("acme", document);
  }
  const setting::Settings& settings() const { return settings_; }
  CommandOptions By(CommandOptions who) const {
    who.settings = &settings_;
    return who;
  }

 private:
  setting::SettingBook book_;
  const setting::Settings settings_;
};

// Facts of noon, with the windows that begin then. `fields` is what else they hold.
inline std::string Waiting(const std::string& fields = "") {
  return "waiting { reminder_time { seconds: 302400 } silence_time { seconds: 648000 } " + fields +
         " }";
}
inline std::string Solved(const std::string& fields) {
  return "solved { reminder_time { seconds: 561600 } close_time { seconds: 648000 }"
         "         rating_end_time { seconds: 2635200 } " +
         fields + " }";
}

}  // namespace docket::intake
