#include "libs/setting/document.h"

#include <algorithm>
#include <string>

#include <google/protobuf/descriptor.h>

#include "libs/base/text.h"
#include "libs/setting/directory.h"
#include "libs/setting/skip.h"

namespace docket::setting {
namespace {

constexpr size_t kNameCharactersMax = 64;

bool IsOfName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

void CheckKind(const v1::Document& document, std::string_view tenant, const Settings& settings,
               Faults& faults) {
  using Document = v1::Document;
  switch (document.kind_case()) {
    case Document::kPool: return CheckPool(document.pool(), faults);
    case Document::kTeam: return CheckTeam(document.team(), tenant, settings, faults);
    case Document::kSkip: return CheckSkip(document.skip(), faults);
    case Document::KIND_NOT_SET: break;
  }
  faults.push_back({"kind", "one that this release knows"});
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
  CheckName("name", document.name(), faults);
  CheckKind(document, tenant, settings, faults);
  if (document.ByteSizeLong() > kDocumentBytesMax) {
    faults.push_back({"document", "at most " + std::to_string(kDocumentBytesMax) + " bytes"});
  }
  return faults;
}

void CheckName(std::string_view field, std::string_view name, Faults& faults) {
  if (!name.empty() && name.size() <= kNameCharactersMax && std::ranges::all_of(name, IsOfName)) {
    return;
  }
  faults.push_back({std::string(field), "1 to 64 of a-z, 0-9, '-', '_' and '.'"});
}

void CheckText(std::string_view field, std::string_view text, size_t characters_max,
               Faults& faults) {
  if (!text.empty() && CountCharacters(text) <= characters_max) return;
  faults.push_back({std::string(field), "1 to " + std::to_string(characters_max) + " characters"});
}

void CheckInForce(std::string_view field, v1::Document::KindCase kind, std::string_view name,
                  std::string_view tenant, const Settings& settings, Faults& faults) {
  if (settings.Find(tenant, kind, name) != nullptr) return;
  const std::string& called = v1::Document::descriptor()->FindFieldByNumber(kind)->name();
  faults.push_back({std::string(field), "the name of a " + called + " in force"});
}

}  // namespace docket::setting
