#pragma once

// The record headers of a commit: CloudEvents' Kafka binding in binary mode, for readers outside.
// They are not covered by the digest and never trusted by us (kernel.md 2).

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/eventing/commit.h"

namespace docket::eventing {

// ce_id is `<aggregate>/<version>`, so that a consumer which deduplicates by it follows the
// first-record rule. `source` is "/docket/<service>".
std::vector<std::pair<std::string, std::string>> CommitCloudEvent(const AggregateKind& kind,
                                                                  const Commit& commit,
                                                                  std::string_view source);

}  // namespace docket::eventing
