#include "libs/eventing/decision.h"

#include <google/protobuf/descriptor.h>

#include "libs/base/check.h"

namespace docket::eventing {
namespace {

// "TICKET_REJECTION_" of TicketRejection.
std::string PrefixOf(std::string_view type_name) {
  std::string prefix;
  for (char c : type_name) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !prefix.empty()) prefix += '_';
    prefix += upper ? c : static_cast<char>(c - 'a' + 'A');
  }
  return prefix + '_';
}

}  // namespace

std::string ReasonName(const google::protobuf::EnumDescriptor& type, int value) {
  const google::protobuf::EnumValueDescriptor* named = type.FindValueByNumber(value);
  DOCKET_CHECK(named != nullptr);
  const std::string prefix = PrefixOf(type.name());
  DOCKET_CHECK(named->name().starts_with(prefix));
  return named->name().substr(prefix.size());
}

}  // namespace docket::eventing
