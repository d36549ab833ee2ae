#pragma once

// Documents as all kinds have them: what kinds there are, how a document is called, and what is
// wrong with one. A kind has a validator of its own (the headers beside this one), which this asks.

#include <string_view>

#include "docket/setting/v1/documents.pb.h"
#include "libs/base/fault.h"
#include "libs/setting/settings.h"

namespace docket::setting {

// Of a document in the log, far below what a record may have.
inline constexpr size_t kDocumentBytesMax = 256 << 10;

// The kind of `document` as its field is called: "team". Empty if it has none.
std::string_view KindOf(const v1::Document& document);
// The kind called `name`; KIND_NOT_SET if there is none.
v1::Document::KindCase KindNamed(std::string_view name);

// All that is wrong with `document` of `tenant`, beside the documents in `settings`: its name, what
// it says, and what it names that is not in force. None if it may be published.
Faults FaultsOf(const v1::Document& document, std::string_view tenant, const Settings& settings);

// Adds `fault` to `faults` unless they have it: two may find the same one.
void AddIfNew(const Fault& fault, Faults& faults);

}  // namespace docket::setting
