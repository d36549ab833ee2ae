#pragma once

// What all answers about units have in common.

#include <functional>
#include <map>
#include <string>

#include <google/protobuf/repeated_ptr_field.h>

#include "docket/ops/v1/ops_service.pb.h"
#include "libs/runtime/hosted_unit.h"
#include "libs/store/table_digest.h"

namespace docket::ops {

// Told how far a long operation is: `done` of `total`, which is 0 where it is not known. False ends
// the operation as CANCELLED.
using Report = std::function<bool(uint64_t done, uint64_t total)>;

v1::Unit UnitOf(const runtime::HostedUnit& unit);

// Adds each topic whose events `unit` folds, and those of commands that `positions` names.
void AddPositions(const runtime::HostedUnit& unit,
                  const std::map<std::string, store::Position>& positions,
                  google::protobuf::RepeatedPtrField<v1::FoldedPosition>& answer);

v1::TableDigest TableDigestOf(const store::TableSpec& table, const store::TableSum& sum);

}  // namespace docket::ops
