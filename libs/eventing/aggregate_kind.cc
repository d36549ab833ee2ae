#include "libs/eventing/aggregate_kind.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "libs/base/check.h"

namespace docket::eventing {

std::string EventKindName(const Message& event) {
  const google::protobuf::OneofDescriptor* kind = event.GetDescriptor()->FindOneofByName("kind");
  DOCKET_CHECK(kind != nullptr);
  const google::protobuf::FieldDescriptor* arm =
      event.GetReflection()->GetOneofFieldDescriptor(event, kind);
  return arm == nullptr ? std::string() : arm->name();
}

}  // namespace docket::eventing
