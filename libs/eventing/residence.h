#pragma once

// Where aggregates live: in the partition of their id's slot, and nowhere else. A record that
// stands elsewhere, as a publisher with a partitioner of its own would write it, is nobody's: its
// aggregate would be found by no call, and be two if it is opened at home as well.

#include <cstdint>
#include <string>
#include <string_view>

#include "libs/eventing/aggregate_kind.h"
#include "libs/log/record.h"

namespace docket::eventing {

// Whether the aggregate `id` of `kind` lives in `partition` of `partitions`. False if it is no id.
bool LivesIn(const AggregateKind& kind, std::string_view id, int32_t partition, int32_t partitions);

// Why a record with the key `key` is no `what` ("commit", "command") for any reader of its
// partition, as a sentence for whoever wrote it.
std::string WhyNobodys(const AggregateKind& kind, std::string_view what, std::string_view key,
                       int32_t partition, int32_t partitions);

}  // namespace docket::eventing
