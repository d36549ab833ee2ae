#pragma once

// What keeps a condition from being published, all of it at once.
//
//     for (const Fault& fault : Validate(rule.condition(), schema, "rules[2].condition")) ...

#include <string_view>

#include "docket/setting/v1/condition.pb.h"
#include "libs/base/fault.h"
#include "libs/condition/schema.h"

namespace docket::condition {

// The faults of `condition`, in the order in which it stands there; none: it may be published.
// `field` is where it stands in its document, perhaps "". What lies too deep, or behind the last
// condition that is allowed, is refused as a whole and not looked into, so that any message is safe
// to ask of.
Faults Validate(const setting::v1::Condition& condition, const Schema& schema,
                std::string_view field);

}  // namespace docket::condition
