#include "tools/docketctl/pool_render.h"

#include <utility>
#include <vector>

#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

namespace v1 = routing::v1;

std::string Joined(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ",") + text;
  return joined;
}

std::string Skills(const google::protobuf::RepeatedPtrField<setting::v1::Skill>& skills) {
  std::string joined;
  for (const setting::v1::Skill& skill : skills) {
    joined += (joined.empty() ? "" : ",") + skill.name() + ":" + std::to_string(skill.level());
  }
  return joined;
}

std::string Of(uint32_t has, uint32_t may) {
  return std::to_string(has) + "/" + std::to_string(may);
}

// What an agent fails at, as a sentence goes on: "2 agents ...".
std::string Lack(v1::CandidateStage stage) {
  switch (stage) {
    case v1::CANDIDATE_STAGE_TEAM: return "not in the team";
    case v1::CANDIDATE_STAGE_SKILLS: return "without a skill that is asked for";
    case v1::CANDIDATE_STAGE_CHANNEL: return "not for that channel";
    case v1::CANDIDATE_STAGE_SHIFT: return "not on shift";
    case v1::CANDIDATE_STAGE_PRESENCE: return "not available";
    case v1::CANDIDATE_STAGE_OPEN_COUNT: return "with as many tickets as they may have";
    case v1::CANDIDATE_STAGE_CAPACITY: return "with as much as they can carry";
    case v1::CANDIDATE_STAGE_EXCLUSION: return "excluded from it";
    default: return "of whom an older docketctl knows no more";
  }
}

std::string DropsText(const v1::Explanation& explanation) {
  std::string text;
  for (const v1::StageDrop& drop : explanation.drops()) {
    text += "  " + std::to_string(drop.agents()) + " " + Lack(drop.stage()) + "\n";
  }
  return text;
}

std::string CandidatesText(const v1::Explanation& explanation) {
  if (explanation.candidates().empty()) return "";
  Table table({"candidate", "load", "open", "skill"});
  for (const v1::Candidate& candidate : explanation.candidates()) {
    table.Add({candidate.agent_id(), Of(candidate.load(), candidate.capacity()),
               std::to_string(candidate.open()), std::to_string(candidate.skill_score())});
  }
  return table.Take();
}

}  // namespace

std::string PoolText(const v1::Pool& pool) {
  Table table({"agent", "presence", "shift", "load", "open", "teams", "skills"});
  for (const v1::PoolAgent& agent : pool.agents()) {
    const v1::RosteredAgent& roster = agent.roster();
    table.Add({roster.agent_id(), EnumWord(agent.presence()), roster.on_shift() ? "on" : "off",
               Of(agent.load(), roster.capacity()), Of(agent.open(), roster.open_max()),
               Joined(roster.team_ids()), Skills(roster.skills())});
  }
  return ToColumns({{"pool", pool.pool_id()},
                    {"mode", EnumWord(pool.mode())},
                    {"waiting", std::to_string(pool.waiting())},
                    {"assigned", std::to_string(pool.assigned())}}) +
         (pool.agents().empty() ? "nobody works in it\n" : "\n" + table.Take());
}

std::vector<std::string> EntryNames() {
  return {"place", "ticket", "priority", "team", "agent", "since", "asks for"};
}

std::vector<std::string> EntryRow(const v1::Entry& entry) {
  const std::string place =
      entry.queue_position() == 0 ? "-" : std::to_string(entry.queue_position());
  return {place,
          entry.ticket_id(),
          EnumWord(entry.priority()),
          entry.team_id(),
          entry.agent_id().empty() ? "-" : entry.agent_id(),
          TimeText(entry.has_waiting_since_time(), entry.waiting_since_time()),
          Skills(entry.skills())};
}

std::string ExplanationText(const v1::ExplainEntryResponse& answer) {
  const v1::Entry& entry = answer.entry();
  const v1::Explanation& why = answer.explanation();
  std::string text;
  if (entry.agent_id().empty()) {
    text = entry.ticket_id() + " waits for team " + entry.team_id() + ", at place " +
           std::to_string(entry.queue_position()) + "\n";
    text += why.winner_agent_id().empty() ? "nobody can take it now:\n"
                                          : why.winner_agent_id() + " could take it now\n";
  } else {
    text = entry.agent_id() + " has " + entry.ticket_id() + ", " + EnumWord(answer.way()) +
           ", decided by " + EnumWord(why.deciding_key()) + " among " +
           std::to_string(why.candidates_total()) + "\n";
  }
  return text + DropsText(why) + CandidatesText(why);
}

std::string PoolReceiptText(const v1::PoolReceipt& receipt) {
  return ToColumns({{"pool", receipt.pool_id()},
                    {"version", std::to_string(receipt.version())},
                    {"time", TimeText(receipt.has_time(), receipt.time())},
                    {"tickets", Joined(receipt.ticket_ids())}});
}

}  // namespace docket::docketctl
