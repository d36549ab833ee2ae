#pragma once

// How pools, their agents and their entries are shown.

#include <string>

#include "docket/routing/v1/routing_service.pb.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {

// What a change wrote, as `output` says.
std::string PoolReceiptText(const routing::v1::PoolReceipt& receipt, Output output);

// What is known of `pool`, a line each, then a table of its agents if it has any.
std::string PoolText(const routing::v1::Pool& pool);

// A table of entries, one row each. Who has not accepted yet is marked.
Table EntryTable();
void AddEntry(Table& table, const routing::v1::Entry& entry);

// What is asked of an agent, as "english 3, repair:washer 2".
template <typename Skills>
std::string SkillsText(const Skills& skills) {
  std::string text;
  for (const auto& skill : skills) {
    text += (text.empty() ? "" : ", ") + skill.name() + ' ' + std::to_string(skill.level());
  }
  return text;
}

}  // namespace docket::docketctl
