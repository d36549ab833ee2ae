#pragma once

// What a ticket is and where it belongs, said by a tenant's rules (semantics.md 5). Pure, hence
// safe from any thread.

#include <optional>
#include <vector>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/condition/condition.h"
#include "libs/setting/settings.h"
#include "libs/ticket/ticket_facts.pb.h"

namespace docket::routing {

// One version of a tenant's triage rules, made ready once.
class TriageRuleSet {
 public:
  // `published` holds triage rules; null for a tenant that has none.
  explicit TriageRuleSet(setting::PublishedPtr published);

  struct Rule {
    const setting::v1::TriageRule* said;
    condition::Condition condition;
  };
  const std::vector<Rule>& rules() const { return rules_; }
  const setting::PublishedPtr& published() const { return published_; }
  // Of the document; 0 without one.
  uint64_t version() const { return published_ == nullptr ? 0 : published_->version; }

 private:
  setting::PublishedPtr published_;
  std::vector<Rule> rules_;
};

// The ticket that is to be placed: after the commit by which it has to be, and before.
struct Unplaced {
  const ticket_facts::TicketFacts& now;
  const ticket_facts::TicketFacts* before = nullptr;
};

// The judgement of `ticket` and the queue in which it is to wait. None while its tenant has no team
// that could have it: there is no rule's team, and no catch-all.
std::optional<ticket::v1::TriageTicket> Triage(const Unplaced& ticket, const TriageRuleSet& rules,
                                               const setting::Settings& settings);

// The queue in which a ticket is to wait whose team is known; that of the catch-all if the team is
// in force no more. None as above.
std::optional<ticket::v1::QueueTicket> Queue(const ticket_facts::TicketFacts& ticket,
                                             const setting::Settings& settings);

}  // namespace docket::routing
