#include "libs/testing/toy/command_loop_desk.h"

#include <utility>

#include "libs/base/check.h"

namespace docket::testing {

using eventing::Commit;

Caller& CommandLoopDesk::Call(eventing::Command command) {
  Caller& caller = callers_.emplace_back();
  command.reply = caller.reply();
  loop.Admit(std::move(command));
  return caller;
}

void CommandLoopDesk::Topic(log::Offset offset, std::string_view id, const std::string& text,
                            std::string_view key) {
  const log::Record record = UmbrellaCommandRecord(id, text, key);
  std::optional<eventing::Command> command = eventing::ReadCommand(kind, record.key, record.value);
  DOCKET_CHECK(command.has_value());
  command->offset = offset;
  command->record = std::make_shared<const log::Record>(record);
  loop.Admit(*std::move(command));
}

absl::Status CommandLoopDesk::Step() {
  Collect();
  Fold();
  Answer();
  return Decide();
}

void CommandLoopDesk::Fold() {
  while (true) {
    auto record = reader.Next();
    DOCKET_CHECK(record.ok());
    if (!record->has_value()) return;
    eventing::ReadRecord& given = **record;
    const Commit commit =
        given.own ? *given.own
                  : eventing::ReadCommit(kind, given.record.key, given.record.value).commit;
    auto folded = table.Fold(commit);
    DOCKET_CHECK(folded.ok());
    loop.OnFolded(commit.header(kind).aggregate_id(), *folded->row);
  }
}

void CommandLoopDesk::Answer() {
  for (eventing::Answer& answer : loop.TakeAnswers()) answer.reply(std::move(answer.outcome));
}

absl::Status CommandLoopDesk::Decide() {
  DOCKET_RETURN_IF_ERROR(loop.Decide(now));
  return loop.Append(now);
}

std::vector<std::string> CommandLoopDesk::Held() const {
  std::vector<std::string> appends;
  for (const auto& records : log.held(events)) {
    std::string& append = appends.emplace_back();
    for (const log::Record& record : records) append += (append.empty() ? "" : ", ") + Say(record);
  }
  return appends;
}

std::vector<std::string> CommandLoopDesk::InLog() {
  std::vector<std::string> commits;
  for (const log::LogRecord& record : log.records(events)) commits.push_back(Say(record.record));
  return commits;
}

std::string CommandLoopDesk::Say(const log::Record& record) const {
  const Commit commit = eventing::ReadCommit(kind, record.key, record.value).commit;
  return std::to_string(commit.header(kind).version()) + " " + kind.EventKinds(*commit.message);
}

}  // namespace docket::testing
