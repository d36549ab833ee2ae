#include "libs/eventing/proposal.h"

#include <string>
#include <utility>

#include "libs/setting/settings.h"

namespace docket::eventing {
namespace {

// What the commit copies from its command.
void FillHeader(const Command& command, CommitHeader& header) {
  header.set_tenant(command.header.tenant());
  header.set_aggregate_id(command.header.aggregate_id());
  header.set_command_id(command.header.command_id());
  header.set_command_digest(std::string(command.digest.bytes()));
  const bool begins_chain = command.header.correlation_id().empty();
  header.set_correlation_id(begins_chain ? command.header.command_id()
                                         : command.header.correlation_id());
  if (command.header.has_cause()) *header.mutable_cause() = command.header.cause();
  *header.mutable_actor() = command.header.actor();
  if (command.header.has_chain()) *header.mutable_chain() = command.header.chain();
  if (command.header.has_recorded()) *header.mutable_recorded() = command.header.recorded();
}

// The commit that extends `row` by the events in `message`.
absl::StatusOr<std::shared_ptr<const Commit>> CommitOf(const AggregateKind& kind,
                                                       const AggregateRow& row,
                                                       const Command& command,
                                                       const Circumstances& circumstances,
                                                       std::unique_ptr<Message> message) {
  CommitHeader& header = kind.MutableHeaderOf(*message);
  FillHeader(command, header);
  if (circumstances.settings != nullptr) header.set_settings(circumstances.settings->number());
  Extend(row.head, circumstances.now, header);
  auto commit = std::make_shared<const Commit>(WriteCommit(std::move(message)));
  if (commit->bytes.size() > kCommitBytesMax) {
    return InvalidArgument("this would make a commit of " + std::to_string(commit->bytes.size()) +
                           " bytes: send less than " + std::to_string(kCommitBytesMax));
  }
  if (!ReadsBack(kind, *commit)) {
    return Internal("a decision of " + std::string(kind.name()) + " cannot be read back");
  }
  return commit;
}

}  // namespace

absl::StatusOr<Proposal> Propose(const AggregateKind& kind, const AggregateRow& row,
                                 const Command& command, const Circumstances& circumstances) {
  const DecisionContext context{
      .now = circumstances.now,
      .tenant = command.header.tenant(),
      .aggregate_id = command.header.aggregate_id(),
      .actor = command.header.actor(),
      .roles = command.roles,
      .recorded = command.header.has_recorded() ? &command.header.recorded() : nullptr,
      .command_id = command.header.command_id(),
      .settings = circumstances.settings,
  };
  DOCKET_ASSIGN_OR_RETURN(Decided decided, kind.Decide(*row.state, *command.body, context));
  Proposal proposal{nullptr, std::move(decided.redirect)};
  if (decided.commit != nullptr) {
    DOCKET_ASSIGN_OR_RETURN(proposal.commit,
                            CommitOf(kind, row, command, circumstances, std::move(decided.commit)));
  }
  return proposal;
}

}  // namespace docket::eventing
