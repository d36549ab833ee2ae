#include "tools/docketctl/routing/pool_render.h"

#include <cstdint>

namespace docket::docketctl {
namespace {

namespace v1 = routing::v1;

template <typename Texts>
std::string Joined(const Texts& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

std::string Of(uint32_t part, uint32_t whole) {
  return std::to_string(part) + '/' + std::to_string(whole);
}

// A pool that says nothing is balanced, and one wants to read that.
std::string ModeText(setting::v1::AssignmentMode mode) {
  const bool unsaid = mode == setting::v1::ASSIGNMENT_MODE_UNSPECIFIED;
  return EnumWord(unsaid ? setting::v1::ASSIGNMENT_MODE_BALANCED : mode);
}

std::string AgentTable(const v1::Pool& pool) {
  Table table({"agent", "presence", "on shift", "load", "open", "teams", "skills"});
  for (const v1::PoolAgent& agent : pool.agents()) {
    const v1::RosteredAgent& roster = agent.roster();
    table.Add({roster.agent_id(), EnumWord(agent.presence()), roster.on_shift() ? "yes" : "no",
               Of(agent.load(), roster.capacity()), Of(agent.open(), roster.open_max()),
               Joined(roster.team_ids()), SkillsText(roster.skills())});
  }
  return table.Take();
}

std::string HolderText(const v1::Entry& entry) {
  if (entry.agent_id().empty() || entry.accepted()) return entry.agent_id();
  return entry.agent_id() + " (not accepted)";
}

}  // namespace

std::string PoolReceiptText(const v1::PoolReceipt& receipt, Output output) {
  if (output == Output::kJson) return ToJson(receipt);
  return ToColumns({{"pool", receipt.pool_id()},
                    {"version", std::to_string(receipt.version())},
                    {"time", TimeText(receipt.has_time(), receipt.time())},
                    {"assigned", Joined(receipt.ticket_ids())}});
}

std::string PoolText(const v1::Pool& pool) {
  std::vector<std::string> teams;
  for (const v1::RosteredTeam& team : pool.teams()) teams.push_back(team.team_id());
  const std::string columns = ToColumns({{"pool", pool.pool_id()},
                                         {"version", std::to_string(pool.version())},
                                         {"mode", ModeText(pool.mode())},
                                         {"teams", Joined(teams)},
                                         {"agents", std::to_string(pool.agents_size())},
                                         {"waiting", std::to_string(pool.waiting())},
                                         {"assigned", std::to_string(pool.assigned())}});
  return pool.agents().empty() ? columns : columns + '\n' + AgentTable(pool);
}

Table EntryTable() {
  return Table({"position", "ticket", "priority", "team", "waiting since", "due", "agent"});
}

void AddEntry(Table& table, const v1::Entry& entry) {
  table.Add({entry.queue_position() == 0 ? "" : std::to_string(entry.queue_position()),
             entry.ticket_id(), EnumWord(entry.priority()), entry.team_id(),
             TimeText(entry.has_waiting_since_time(), entry.waiting_since_time()),
             TimeText(entry.has_due_time(), entry.due_time()), HolderText(entry)});
}

}  // namespace docket::docketctl
