#pragma once

// How pools, their tickets and their reasons are shown.

#include <string>

#include "docket/routing/v1/routing_service.pb.h"

namespace docket::docketctl {

// The pool, and its agents in a table.
std::string PoolText(const routing::v1::Pool& pool);
// Rows of a list of entries, to be added to a table with these names.
std::vector<std::string> EntryNames();
std::vector<std::string> EntryRow(const routing::v1::Entry& entry);
// Why a ticket waits, or why its agent has it.
std::string ExplanationText(const routing::v1::ExplainEntryResponse& answer);
std::string PoolReceiptText(const routing::v1::PoolReceipt& receipt);

}  // namespace docket::docketctl
