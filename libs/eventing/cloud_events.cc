#include "libs/eventing/cloud_events.h"

#include <google/protobuf/message.h>

#include "libs/base/proto_time.h"

namespace docket::eventing {

std::vector<std::pair<std::string, std::string>> CommitCloudEvent(const AggregateKind& kind,
                                                                  const Commit& commit,
                                                                  std::string_view source) {
  const CommitHeader& header = commit.header(kind);
  return {
      {"ce_specversion", "1.0"},
      {"ce_id", header.aggregate_id() + "/" + std::to_string(header.version())},
      {"ce_source", std::string(source)},
      {"ce_type", commit.message->GetDescriptor()->full_name()},
      {"ce_subject", header.aggregate_id()},
      {"ce_time", FormatTime(FromProto(header.time()))},
      {"ce_eventkinds", kind.EventKinds(*commit.message)},
      {"content-type", "application/protobuf"},
  };
}

}  // namespace docket::eventing
