#include "libs/ticket/condition_facts.h"

#include <string>
#include <utility>
#include <vector>

#include "libs/base/proto_time.h"
#include "libs/calendar/working_time.h"
#include "libs/setting/ticket_paths.h"

namespace docket::ticket_facts {
namespace {

namespace v1 = ticket::v1;
using condition::Value;
using google::protobuf::EnumDescriptor;

// A path and what it holds; an empty text or list is no value, and so is a number never said.
struct Answer {
  std::string_view path;
  Value (*of)(const TicketFacts& facts);
};

std::string Category(const TicketFacts& facts) {
  std::string path;
  for (const std::string& level : facts.category().levels()) {
    if (!path.empty()) path += '/';
    path += level;
  }
  return path;
}

std::string Rating(const v1::Rating& rating) {
  switch (rating.kind_case()) {
    case v1::Rating::kVerdict:
      return setting::SpelledValue(*v1::RatingVerdict_descriptor(), rating.verdict());
    case v1::Rating::kScore:
      if (rating.score() >= 4) return "good";
      return rating.score() <= 2 ? "bad" : "neither";
    case v1::Rating::KIND_NOT_SET: break;
  }
  return "";
}

int64_t Number(uint64_t count) { return static_cast<int64_t>(count); }

constexpr Answer kAnswers[] = {
    {"kind",
     [](const TicketFacts& f) -> Value {
       return setting::SpelledValue(*v1::TicketKind_descriptor(), f.kind());
     }},
    {"category", [](const TicketFacts& f) -> Value { return Category(f); }},
    {"priority", [](const TicketFacts& f) -> Value { return int64_t{f.priority()}; }},
    {"feeling",
     [](const TicketFacts& f) -> Value {
       return setting::SpelledValue(*v1::Feeling_descriptor(), f.feeling());
     }},
    {"channel",
     [](const TicketFacts& f) -> Value {
       return setting::SpelledValue(*v1::Channel_descriptor(), f.channel());
     }},
    {"tier", [](const TicketFacts& f) -> Value { return f.requester().tier(); }},
    {"tags",
     [](const TicketFacts& f) -> Value {
       return std::vector<std::string>(f.tags().begin(), f.tags().end());
     }},
    {"team", [](const TicketFacts& f) -> Value { return f.team_id(); }},
    {"template", [](const TicketFacts& f) -> Value { return f.template_id(); }},
    {"subject", [](const TicketFacts& f) -> Value { return f.subject(); }},
    {"description", [](const TicketFacts& f) -> Value { return f.description(); }},
    {"language", [](const TicketFacts& f) -> Value { return f.language(); }},
    {"region", [](const TicketFacts& f) -> Value { return f.requester().region(); }},
    {"customer", [](const TicketFacts& f) -> Value { return f.requester().customer_key(); }},
    {"verified", [](const TicketFacts& f) -> Value { return f.requester().verified(); }},
    {"live", [](const TicketFacts& f) -> Value { return f.live(); }},
    {"escalation_level",
     [](const TicketFacts& f) -> Value { return int64_t{f.escalation_level()}; }},
    {"opened", [](const TicketFacts& f) -> Value { return FromProto(f.opened_time()); }},
    {"status",
     [](const TicketFacts& f) -> Value {
       return setting::SpelledValue(*v1::TicketStatus_descriptor(), f.status());
     }},
    {"resolution",
     [](const TicketFacts& f) -> Value {
       return setting::SpelledValue(*v1::Resolution_descriptor(), f.resolution());
     }},
    {"urges", [](const TicketFacts& f) -> Value { return Number(f.urges()); }},
    {"reopens", [](const TicketFacts& f) -> Value { return Number(f.reopens()); }},
    {"rating", [](const TicketFacts& f) -> Value { return Rating(f.rating()); }},
};

std::optional<Value> Ask(const TicketFacts& facts, std::string_view path) {
  for (const Answer& answer : kAnswers) {
    if (answer.path == path) return answer.of(facts);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Value> ConditionFacts::Now(std::string_view path) const { return Ask(now_, path); }

std::optional<Value> ConditionFacts::Before(std::string_view path) const {
  return before_ == nullptr ? std::nullopt : Ask(*before_, path);
}

bool ConditionFacts::IsWorkingTime(std::string_view calendar, Time instant) const {
  const setting::PublishedPtr published =
      settings_.Find(now_.tenant(), setting::v1::Document::kCalendar, calendar);
  return published != nullptr && published->hours->IsOpen(instant);
}

}  // namespace docket::ticket_facts
