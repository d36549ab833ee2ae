#pragma once

// What conditions are told of a ticket: each path of libs/setting/ticket_paths.h, answered from its
// facts.

#include <optional>
#include <string_view>

#include "libs/condition/facts.h"
#include "libs/setting/settings.h"
#include "libs/ticket/ticket_facts.pb.h"

namespace docket::ticket_facts {

class ConditionFacts final : public condition::Facts {
 public:
  // The ticket after a change, and before it (null: there was none); calendars are those of
  // `settings`. All outlive this.
  ConditionFacts(const TicketFacts& now, const TicketFacts* before,
                 const setting::Settings& settings)
      : now_(now), before_(before), settings_(settings) {}

  std::optional<condition::Value> Now(std::string_view path) const override;
  std::optional<condition::Value> Before(std::string_view path) const override;
  bool IsWorkingTime(std::string_view calendar, Time instant) const override;

 private:
  const TicketFacts& now_;
  const TicketFacts* const before_;
  const setting::Settings& settings_;
};

}  // namespace docket::ticket_facts
