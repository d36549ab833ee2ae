#pragma once

// What tests of clocks share: policies from text protos, a ticket whose clocks are moved step by
// step, and facts as short texts. Instants are hours and minutes from kStart: "4:00".

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"
#include "libs/sla/advance.h"
#include "libs/sla/fire.h"
#include "libs/sla/fold.h"
#include "libs/sla/spans.h"

namespace docket::sla {

namespace v1 = ticket::v1;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

// A Monday at nine.
inline constexpr Time kStart = FromMillis(1'772'442'000'000);

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  DOCKET_CHECK(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

inline setting::v1::Policy PolicyOf(const std::string& text) {
  return FromText<setting::v1::Policy>(text);
}

// Four hours at normal priority, two at urgent, for each metric that is named.
inline std::string FourHours(std::initializer_list<const char*> metrics) {
  std::string text;
  for (const std::string metric : metrics) {
    text += "targets { metric: SLA_METRIC_" + metric +
            " normal { seconds: 14400 } urgent { seconds: 7200 } } ";
  }
  return text;
}

inline setting::v1::Policy AllFourHours(const std::string& more = "") {
  return PolicyOf(
      "id: 'all' " +
      FourHours({"FIRST_RESPONSE", "NEXT_RESPONSE", "UPDATE", "REQUESTER_WAIT", "RESOLUTION"}) +
      more);
}

// Open from nine to five on fourteen days from the day of kStart on.
inline const calendar::WorkingTime& NineToFive() {
  static const calendar::WorkingTime time = [] {
    setting::v1::CompiledCalendar compiled;
    *compiled.mutable_start_time() = ToProto(kStart - hours(9));
    *compiled.mutable_end_time() = ToProto(kStart + hours(14 * 24 - 9));
    for (int day = 0; day < 14; ++day) {
      compiled.add_spans(day == 0 ? 9 * 3600 : 16 * 3600);
      compiled.add_spans(8 * 3600);
    }
    return calendar::WorkingTime(compiled);
  }();
  return time;
}

inline std::string Say(milliseconds span) {
  const auto whole = std::chrono::floor<minutes>(span);
  const std::string minute = std::to_string(100 + whole.count() % 60).substr(1);
  std::string text = std::to_string(whole.count() / 60) + ":" + minute;
  if (whole != span) text += "+" + std::to_string((span - whole).count()) + "ms";
  return text;
}
inline std::string Say(const google::protobuf::Timestamp& time) {
  return Say(FromProto(time) - kStart);
}
inline std::string Say(const google::protobuf::Duration& span) { return Say(SpanOf(span)); }

// "resolution/1"
template <typename Event>
std::string ClockOf(const Event& event) {
  std::string name = SlaMetric_Name(event.metric()).substr(11);
  for (char& c : name) c = c == '_' ? '_' : static_cast<char>(c - 'A' + 'a');
  return name + "/" + std::to_string(event.instance());
}

// "policy all@1 in cn@2" or, with a reason to look at them, "... used: resolution/1 1:00"
inline std::string Say(const v1::PolicyApplied& event) {
  std::string text = "policy " + event.policy_id() + "@" + std::to_string(event.policies_version());
  if (!event.calendar().empty()) {
    text += " in " + event.calendar() + "@" + std::to_string(event.calendar_version());
  }
  for (const auto& use : event.uses()) {
    if (SpanOf(use.used_working()) == milliseconds(0)) continue;
    text += ", " + ClockOf(use) + " used " + Say(use.used_working());
  }
  return text;
}

// "resolution/1 met 1, used 1:00 wall 1:00 of 4:00, due 4:00"
inline std::string Say(const v1::ClockStopped& event) {
  static const char* const kOutcomes[] = {"?", "met", "missed", "cancelled", "unpromised"};
  std::string text = ClockOf(event) + " " + kOutcomes[event.outcome()] + " " +
                     std::to_string(event.stop_number()) + ", used " + Say(event.used_working()) +
                     " wall " + Say(event.used_wall());
  if (event.has_target()) text += " of " + Say(event.target());
  if (event.has_due_time()) text += ", due " + Say(event.due_time());
  return text;
}

// "resolution/1 used 0:00, due 4:00, warn 2:48" of one that runs, "... rests" of one that does not.
inline std::string Say(const v1::ClockDues& dues) {
  std::string text = ClockOf(dues) + " used " + Say(dues.used_working());
  if (!dues.running()) text += ", rests";
  if (dues.has_deadline_time()) text += ", due " + Say(dues.deadline_time());
  if (dues.has_owed_time()) text += ", owed " + Say(dues.owed_time());
  for (const auto& level : dues.levels())
    text += ", " + level.level_id() + " " + Say(level.due_time());
  return text;
}

template <typename Ids>
std::string Join(const Ids& ids) {
  std::string text;
  for (const std::string& id : ids) text += " " + id;
  return text;
}

// "resolution/1 warned high at 3:00, not low"
inline std::string Say(const v1::TicketWarned& event) {
  std::string text =
      ClockOf(event) + " warned " + event.level_id() + " at " + Say(event.due_time());
  if (event.skipped_level_ids_size() > 0) text += ", not" + Join(event.skipped_level_ids());
  return text;
}
inline std::string Say(const v1::TicketBreached& event) {
  std::string text =
      ClockOf(event) + " breached" + Join(event.level_ids()) + " at " + Say(event.due_time());
  if (event.skipped_level_ids_size() > 0) text += ", not" + Join(event.skipped_level_ids());
  return text;
}
inline std::string Say(const v1::TicketEscalated& event) {
  return ClockOf(event) + " escalated " + event.level_id() + " at " + Say(event.due_time());
}
// "resolution/1 breach 4:00"
inline std::string Say(const v1::FireClock& timer) {
  const std::string level = timer.level_id().empty() ? "breach" : timer.level_id();
  return ClockOf(timer) + " " + level + " " + Say(timer.due_time());
}

template <typename Event>
void ApplyAny(const Event& event, Time now, ClockState& state) {
  if constexpr (std::is_same_v<Event, v1::PolicyApplied>) {
    Apply(event, now, state);
  } else {
    Apply(event, state);
  }
}

// A ticket and its clocks. Each step is a commit; it is folded fact by fact, as a log is.
class Story {
 public:
  // What the next step selects, and those after it, for every step selects as if conditions could
  // see it. `time` is that of `policy`'s calendar.
  Story& Under(setting::v1::Policy policy, Hours time = {}, uint64_t version = 1) {
    policies_.push_back(std::make_shared<setting::v1::Policy>(std::move(policy)));
    selection_ = Selection{policies_.back().get(), version, version, time, priority_};
    return *this;
  }
  Story& UnderNone(uint64_t version) {
    selection_ = Selection{nullptr, version, 0, {}, priority_};
    return *this;
  }
  Story& WithPriority(v1::Priority priority) {
    priority_ = priority;
    if (selection_) selection_->priority = priority;
    return *this;
  }

  // What the commit of `moments` says of the clocks, each as a text.
  Texts Do(Time now, std::vector<Moment> moments) {
    const auto events = Advance(state_, moments, now, hours_, selection_);
    if (selection_ && selection_->policy != nullptr) hours_ = selection_->hours;
    Texts texts;
    for (const Moment& moment : moments) Apply(moment, now, state_);
    for (const ClockEvent& event : events) {
      std::visit([&](const auto& each) { ApplyAny(each, now, state_); }, event);
      std::visit([&](const auto& each) { Add(each, texts); }, event);
    }
    return texts;
  }
  Texts Do(milliseconds at, std::vector<Moment> moments) { return Do(kStart + at, moments); }

  // What a Fire at `now` brings, each as a text; else its verdict.
  Texts FireAt(milliseconds now, const v1::FireClock& command) {
    const Firing firing = Fire(state_, command, kStart + now);
    acts_ = firing.acts;
    switch (firing.verdict) {
      case Firing::kDone: return {"done"};
      case Firing::kTooEarly: return {"too early"};
      case Firing::kClockMoved: return {"clock moved"};
      case Firing::kHappens: break;
    }
    Texts texts;
    for (const FireEvent& event : firing.events) {
      std::visit(
          [&](const auto& each) {
            Apply(each, state_);
            texts.push_back(Say(each));
          },
          event);
    }
    return texts;
  }

  Texts TimerTexts() const {
    Texts texts;
    for (const auto& timer : Timers(state_)) texts.push_back(Say(timer));
    return texts;
  }

  const ClockState& state() const { return state_; }
  // Whether levels acted when something fired last.
  bool acts() const { return acts_; }

 private:
  template <typename Event>
  void Add(const Event& event, Texts& texts) {
    if constexpr (std::is_same_v<Event, v1::DuesSet>) {
      for (const auto& dues : event.clocks()) texts.push_back(Say(dues));
    } else {
      texts.push_back(Say(event));
    }
  }

  ClockState state_;
  Hours hours_;
  std::vector<std::shared_ptr<setting::v1::Policy>> policies_;
  std::optional<Selection> selection_;
  v1::Priority priority_ = v1::PRIORITY_NORMAL;
  bool acts_ = false;
};

// The ticket's facts, with the status after them.
inline constexpr auto kNew = v1::TICKET_STATUS_NEW;
inline constexpr auto kOpen = v1::TICKET_STATUS_OPEN;
inline constexpr auto kPending = v1::TICKET_STATUS_PENDING;
inline constexpr auto kHeld = v1::TICKET_STATUS_HELD;
inline constexpr auto kIsSolved = v1::TICKET_STATUS_SOLVED;
// Clocks only see that nobody has to do anything.
inline constexpr auto kIsAlias = v1::TICKET_STATUS_CLOSED;

inline constexpr Moment kOpens{Moment::kOpened, kNew};
inline constexpr Moment kReplies{Moment::kReplied, kOpen};
inline constexpr Moment kAsks{Moment::kAsked, kOpen};
inline constexpr Moment kSolves{Moment::kSolved, kIsSolved, v1::RESOLUTION_FIXED};
inline constexpr Moment kReopens{Moment::kReopened, kOpen};
inline constexpr Moment Becomes(v1::TicketStatus status) { return {Moment::kOther, status}; }

inline v1::FireClock Timer(const std::string& metric, milliseconds due,
                           const std::string& level_id = "", int instance = 1) {
  auto timer = FromText<v1::FireClock>("metric: SLA_METRIC_" + metric + " level_id: '" + level_id +
                                       "' instance: " + std::to_string(instance));
  *timer.mutable_due_time() = ToProto(kStart + due);
  return timer;
}

}  // namespace docket::sla
