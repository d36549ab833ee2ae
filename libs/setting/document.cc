#include "libs/setting/document.h"

#include <algorithm>
#include <string>
#include <utility>

#include <google/protobuf/descriptor.h>

#include "libs/calendar/validate.h"
#include "libs/setting/checks.h"
#include "libs/setting/directory.h"
#include "libs/setting/endpoint.h"
#include "libs/setting/message_template.h"
#include "libs/setting/notification.h"
#include "libs/setting/policy.h"
#include "libs/setting/skip.h"
#include "libs/setting/tenant.h"
#include "libs/setting/triage.h"

namespace docket::setting {
namespace {

// Whether there is its zone, and whether it ever opens, its compilation tells.
void CheckCalendar(const v1::Calendar& calendar, Checks& checks) {
  for (Fault& fault : calendar::Validate(calendar, /*zone_known=*/true)) {
    checks.Add(std::move(fault.field), std::move(fault.rule), std::move(fault.message));
  }
}

void CheckKind(const v1::Document& document, Checks& checks) {
  using Document = v1::Document;
  switch (document.kind_case()) {
    case Document::kPool: return CheckPool(document.pool(), checks);
    case Document::kTeam: return CheckTeam(document.team(), checks);
    case Document::kTenant: return CheckTenant(document.name(), document.tenant(), checks);
    case Document::kAgent: return CheckAgent(document.agent(), checks);
    case Document::kCalendar: return CheckCalendar(document.calendar(), checks);
    case Document::kPolicies: return CheckPolicies(document.name(), document.policies(), checks);
    case Document::kTriageRules:
      return CheckTriageRules(document.name(), document.triage_rules(), checks);
    case Document::kMessageTemplate: return CheckTemplate(document.message_template(), checks);
    case Document::kNotificationRules:
      return CheckNotificationRules(document.name(), document.notification_rules(), checks);
    case Document::kEndpoint: return CheckEndpoint(document.endpoint(), checks);
    case Document::kSkip: return CheckSkip(document.skip(), checks);
    case Document::KIND_NOT_SET: break;
  }
  checks.Add("kind", "one that this release knows");
}

}  // namespace

std::string_view KindOf(const v1::Document& document) {
  const google::protobuf::FieldDescriptor* kind =
      v1::Document::descriptor()->FindFieldByNumber(document.kind_case());
  return kind == nullptr ? std::string_view() : std::string_view(kind->name());
}

v1::Document::KindCase KindNamed(std::string_view name) {
  const google::protobuf::FieldDescriptor* kind =
      v1::Document::descriptor()->FindFieldByName(std::string(name));
  if (kind == nullptr || kind->containing_oneof() == nullptr) return v1::Document::KIND_NOT_SET;
  return static_cast<v1::Document::KindCase>(kind->number());
}

Faults FaultsOf(const v1::Document& document, std::string_view tenant, const Settings& settings) {
  Faults faults;
  Checks checks(tenant, settings, faults);
  checks.Name("name", document.name());
  CheckKind(document, checks);
  if (document.ByteSizeLong() > kDocumentBytesMax) {
    faults.push_back({"document", "at most " + std::to_string(kDocumentBytesMax) + " bytes"});
  }
  return faults;
}

void AddIfNew(const Fault& fault, Faults& faults) {
  if (std::ranges::find(faults, fault) == faults.end()) faults.push_back(fault);
}

}  // namespace docket::setting
