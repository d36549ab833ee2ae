#include "tools/docketctl/step_commands.h"

#include <string_view>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

using ticket::v1::SubmitRequest;
using ticket::v1::TicketCommand;

// The value of `Enum` for a word of the mapping, which knows only words that there are.
template <typename Enum>
Enum EnumOf(std::string_view word) {
  int value = 0;
  std::string choices;
  DOCKET_CHECK(ParseEnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), word, value, choices));
  return static_cast<Enum>(value);
}

ticket::v1::Priority PriorityOf(Priority priority) {
  return EnumOf<ticket::v1::Priority>(ToWord(priority));
}

ticket::v1::CategoryPath PathOf(const std::vector<std::string_view>& levels) {
  ticket::v1::CategoryPath path;
  for (std::string_view level : levels) path.add_levels(std::string(level));
  return path;
}

TicketCommand Open(const Step& step) {
  TicketCommand command;
  ticket::v1::OpenTicket& open = *command.mutable_open();
  open.set_subject(std::string(step.opening->subject));
  open.set_channel(step.opening->channel.empty()
                       ? ticket::v1::CHANNEL_API
                       : EnumOf<ticket::v1::Channel>(step.opening->channel));
  if (step.kind) open.set_kind(EnumOf<ticket::v1::TicketKind>(*step.kind));
  if (step.category) *open.mutable_category() = PathOf(*step.category);
  if (step.priority) open.set_priority(PriorityOf(*step.priority));
  return command;
}

TicketCommand Classify(const Step& step) {
  TicketCommand command;
  ticket::v1::ClassifyTicket& classify = *command.mutable_classify();
  if (step.kind) classify.set_kind(EnumOf<ticket::v1::TicketKind>(*step.kind));
  if (step.category) *classify.mutable_category() = PathOf(*step.category);
  return command;
}

TicketCommand Reach(TicketStatus status) {
  TicketCommand command;
  switch (status) {
    case TicketStatus::kNew: break;  // How a ticket opens; no step leads there.
    case TicketStatus::kOpen: command.mutable_resume(); break;
    case TicketStatus::kPending: command.mutable_wait(); break;
    case TicketStatus::kHeld: command.mutable_hold(); break;
    case TicketStatus::kSolved: command.mutable_solve(); break;  // How, no log tells.
    case TicketStatus::kClosed: command.mutable_close(); break;
  }
  return command;
}

TicketCommand Assign(const Assignment& assignment) {
  TicketCommand command;
  command.mutable_assign()->set_team_id(std::string(assignment.team));
  command.mutable_assign()->set_assignee_id(std::string(assignment.assignee));
  return command;
}

SubmitRequest RequestOf(const Step& step, const std::string& source, TicketCommand command) {
  SubmitRequest request;
  log::v1::Recorded& recorded = *request.mutable_recorded();
  recorded.set_source(source);
  recorded.set_case_(std::string(step.case_id));
  recorded.set_row(step.row);
  *recorded.mutable_time() = ToProto(step.time);
  request.set_customer_key(std::string(step.requester));
  *request.mutable_command() = std::move(command);
  return request;
}

}  // namespace

std::vector<SubmitRequest> CommandsOf(const Step& step, const std::string& source) {
  std::vector<SubmitRequest> requests;
  const auto add = [&](TicketCommand command) {
    requests.push_back(RequestOf(step, source, std::move(command)));
  };
  if (step.opening) {
    add(Open(step));
  } else {
    if (step.kind || step.category) add(Classify(step));
    if (step.priority) {
      TicketCommand command;
      command.mutable_prioritise()->set_priority(PriorityOf(*step.priority));
      add(std::move(command));
    }
  }
  if (step.status) add(Reach(*step.status));
  if (step.assignment) add(Assign(*step.assignment));
  return requests;
}

}  // namespace docket::docketctl
