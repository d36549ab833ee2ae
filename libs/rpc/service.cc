#include "libs/rpc/service.h"

namespace docket::rpc {

absl::Status ParseMessage(std::string_view bytes, google::protobuf::Message& message) {
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  return InvalidArgument("not a " + message.GetDescriptor()->full_name());
}

}  // namespace docket::rpc
