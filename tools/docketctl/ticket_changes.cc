#include "tools/docketctl/ticket_changes.h"

#include <memory>
#include <string>

#include "tools/docketctl/change_command.h"
#include "tools/docketctl/field_values.h"
#include "tools/docketctl/options.h"

namespace docket::docketctl {
namespace {

namespace v1 = ticket::v1;
using google::protobuf::Timestamp;

// `then` is one of several; --until, --reason and --resolution belong to it.
void AddThenOptions(CLI::App& command, v1::CommentTicket& comment) {
  CLI::Option* wait = command.add_flag_callback(
      "--wait", [&comment] { comment.mutable_wait(); }, "then it is the customer's turn");
  CLI::Option* resume = command.add_flag_callback(
      "--resume", [&comment] { comment.mutable_resume(); }, "then it is our turn");
  CLI::Option* solve = AddEnumOption<v1::Resolution>(
      command, "--solve",
      [&comment](v1::Resolution value) { comment.mutable_solve()->set_resolution(value); },
      "then it is solved, by this resolution");
  CLI::Option* hold = command.add_option_function<std::string>(
      "--hold",
      [&comment](const std::string& reason) { comment.mutable_hold()->set_reason(reason); },
      "then it is held, for this reason; needs --until");
  for (CLI::Option* option : {resume, solve, hold}) option->excludes(wait);
  for (CLI::Option* option : {solve, hold}) option->excludes(resume);
  hold->excludes(solve);
  CLI::Option* until = AddInstantOption(
      command, "--until",
      [&comment, hold](const Timestamp& time) {
        *(hold->count() > 0 ? comment.mutable_hold()->mutable_until_time()
                            : comment.mutable_wait()->mutable_until_time()) = time;
      },
      "with --wait or --hold: when it is our turn again at the latest");
  until->excludes(resume)->excludes(solve);
  command.parse_complete_callback([wait, hold, until] {
    if (until->count() > 0 && wait->count() + hold->count() == 0) {
      throw CLI::ValidationError("--until", "needs --wait or --hold");
    }
  });
  hold->needs(until);
}

void AddWordsOptions(CLI::App& command, v1::CommentTicket& comment) {
  comment.set_visibility(v1::COMMENT_VISIBILITY_PUBLIC);
  command.add_option("text", *comment.mutable_text(), "the words")->required();
  command.add_flag_callback(
      "--note", [&comment] { comment.set_visibility(v1::COMMENT_VISIBILITY_NOTE); },
      "for staff only; the customer reads it otherwise");
  AddListOption(
      command, "--mention", [&comment](const std::string& id) { comment.add_mentioned_ids(id); },
      "an agent who shall follow the ticket from now on");
}

void AddComment(CLI::App& ticket, Session& session) {
  AddChange(ticket, session, "comment",
            "Say something on a ticket, and what is to happen then. A customer's words on a closed "
            "ticket open another: its id is in the answer",
            &TicketStub::CommentTicket, [](CLI::App& command, v1::CommentTicketRequest& request) {
              AddWordsOptions(command, *request.mutable_comment());
              AddThenOptions(command, *request.mutable_comment());
            });
  AddChange(
      ticket, session, "redact", "Take a comment from every view", &TicketStub::RedactComment,
      [](CLI::App& command, v1::RedactCommentRequest& request) {
        command
            .add_option_function<uint64_t>(
                "comment",
                [&request](uint64_t number) { request.mutable_redact()->set_comment(number); },
                "its number")
            ->check(&CheckWholeNumber)
            ->required();
      });
}

void AddFieldOption(CLI::App& command, v1::SetFields& fields, const std::string& name,
                    FieldType type, const std::string& help) {
  AddListOption(
      command, name,
      [&fields, name, type](const std::string& text) {
        absl::StatusOr<v1::Field> field = ParseField(type, text);
        if (!field.ok()) throw CLI::ValidationError(name, std::string(Message(field.status())));
        *fields.add_fields() = *std::move(field);
      },
      help);
}

void AddSet(CLI::App& ticket, Session& session) {
  AddChange(
      ticket, session, "set",
      "Change custom fields, each by the option of its type, as --integer floor=3",
      &TicketStub::SetTicketFields, [](CLI::App& command, v1::SetTicketFieldsRequest& request) {
        v1::SetFields& fields = *request.mutable_set_fields();
        AddFieldOption(command, fields, "--text", FieldType::kText, "text");
        AddFieldOption(command, fields, "--integer", FieldType::kInteger, "a whole number");
        AddFieldOption(command, fields, "--decimal", FieldType::kDecimal, "a number like 1.50");
        AddFieldOption(command, fields, "--money", FieldType::kMoney,
                       "an amount like 'CNY 1250', in the currency's smallest unit");
        AddFieldOption(command, fields, "--boolean", FieldType::kBoolean, "true or false");
        AddFieldOption(command, fields, "--instant", FieldType::kInstant,
                       "an instant like 2026-03-01T08:00:00Z");
        AddFieldOption(command, fields, "--choices", FieldType::kChoices,
                       "several texts with commas between");
        AddListOption(
            command, "--clear",
            [&fields](const std::string& name) { fields.add_fields()->set_name(name); },
            "the name of a field that shall hold nothing");
      });
}

void AddTag(CLI::App& ticket, Session& session) {
  AddChange(ticket, session, "tag", "Add and remove labels", &TicketStub::TagTicket,
            [](CLI::App& command, v1::TagTicketRequest& request) {
              v1::TagTicket& tag = *request.mutable_tag();
              AddListOption(
                  command, "--add", [&tag](const std::string& label) { tag.add_add(label); },
                  "a label to add");
              AddListOption(
                  command, "--remove", [&tag](const std::string& label) { tag.add_remove(label); },
                  "a label to remove");
            });
}

void AddJudgements(CLI::App& ticket, Session& session) {
  AddChange(ticket, session, "classify", "Say what a ticket is", &TicketStub::ClassifyTicket,
            [](CLI::App& command, v1::ClassifyTicketRequest& request) {
              v1::ClassifyTicket& classify = *request.mutable_classify();
              AddEnumOption<v1::TicketKind>(
                  command, "--kind", [&classify](v1::TicketKind kind) { classify.set_kind(kind); },
                  "what the customer wants");
              AddCategoryOption(command, [&classify]() -> v1::CategoryPath& {
                return *classify.mutable_category();
              });
              command.add_flag_callback(
                  "--no-category", [&classify] { classify.mutable_category()->clear_levels(); },
                  "it belongs nowhere");
              AddEnumOption<v1::Feeling>(
                  command, "--feeling",
                  [&classify](v1::Feeling feeling) { classify.set_feeling(feeling); },
                  "how the customer feels");
              command.add_flag_callback(
                  "--reroute", [&classify] { classify.set_reroute(true); },
                  "routing shall place it anew");
            });
  AddChange(ticket, session, "prioritise", "Set the priority by hand",
            &TicketStub::PrioritiseTicket,
            [](CLI::App& command, v1::PrioritiseTicketRequest& request) {
              AddEnumOption<v1::Priority>(
                  command, "priority",
                  [&request](v1::Priority priority) {
                    request.mutable_prioritise()->set_priority(priority);
                  },
                  "how urgent it is")
                  ->required();
            });
}

void AddWaits(CLI::App& ticket, Session& session) {
  AddChange(ticket, session, "wait", "Make it the customer's turn", &TicketStub::WaitTicket,
            [](CLI::App& command, v1::WaitTicketRequest& request) {
              AddInstantOption(
                  command, "--until",
                  [&request](const Timestamp& time) {
                    *request.mutable_wait()->mutable_until_time() = time;
                  },
                  "when it is our turn again at the latest");
            });
  AddChange(
      ticket, session, "hold", "Make it a third party's turn", &TicketStub::HoldTicket,
      [](CLI::App& command, v1::HoldTicketRequest& request) {
        v1::HoldTicket& hold = *request.mutable_hold();
        command.add_option("--reason", *hold.mutable_reason(), "what it waits for")->required();
        AddInstantOption(
            command, "--until",
            [&hold](const Timestamp& time) { *hold.mutable_until_time() = time; },
            "when it is our turn again at the latest")
            ->required();
      });
  AddChange(ticket, session, "resume", "Make it our turn", &TicketStub::ResumeTicket);
}

void AddTransfer(CLI::App& ticket, Session& session) {
  AddChange(
      ticket, session, "transfer", "Give it to another team", &TicketStub::TransferTicket,
      [](CLI::App& command, v1::TransferTicketRequest& request) {
        v1::TransferTicket& transfer = *request.mutable_transfer();
        command.add_option("team", *transfer.mutable_team_id(), "the name of the team")->required();
        command.add_option("--reason", *transfer.mutable_reason(), "why")->required();
      });
}

void AddEnds(CLI::App& ticket, Session& session) {
  AddChange(ticket, session, "solve", "Say that a ticket is done", &TicketStub::SolveTicket,
            [](CLI::App& command, v1::SolveTicketRequest& request) {
              v1::SolveTicket& solve = *request.mutable_solve();
              AddEnumOption<v1::Resolution>(
                  command, "resolution",
                  [&solve](v1::Resolution value) { solve.set_resolution(value); }, "how it ended")
                  ->required();
              command
                  .add_option_function<uint64_t>(
                      "--solution",
                      [&solve](uint64_t number) { solve.set_solution_comment(number); },
                      "the number of the comment that holds the solution (the latest answer)")
                  ->check(&CheckWholeNumber);
            });
  AddChange(ticket, session, "reopen", "Take a solved ticket up again", &TicketStub::ReopenTicket);
  AddChange(ticket, session, "close", "Make a solved ticket final", &TicketStub::CloseTicket);
}

void AddCustomersOwn(CLI::App& ticket, Session& session) {
  const std::string who = ". Staff gives --on-behalf-of";
  AddChange(ticket, session, "withdraw", "Take the customer's request back" + who,
            &TicketStub::WithdrawTicket);
  AddChange(ticket, session, "urge", "Press for an answer" + who, &TicketStub::UrgeTicket);
  AddChange(ticket, session, "rate", "Rate the last solve" + who, &TicketStub::RateTicket,
            [](CLI::App& command, v1::RateTicketRequest& request) {
              v1::RateTicket& rate = *request.mutable_rate();
              CLI::Option* verdict = AddEnumOption<v1::RatingVerdict>(
                  command, "--verdict",
                  [&rate](v1::RatingVerdict value) { rate.mutable_rating()->set_verdict(value); },
                  "in one word");
              command
                  .add_option_function<uint32_t>(
                      "--score",
                      [&rate](uint32_t score) { rate.mutable_rating()->set_score(score); },
                      "from 1, bad, to 5, good")
                  ->check(CheckFrom(1, 5))
                  ->excludes(verdict);
              command.add_option("--words", *rate.mutable_words(), "the customer's words about it");
            });
}

void AddFollowers(CLI::App& ticket, Session& session) {
  const auto agent = [](CLI::App& command, std::string& follower_id) {
    command.add_option("--agent", follower_id, "who (the caller)")->check(&CheckNotEmpty);
  };
  AddChange(ticket, session, "follow", "Let an agent hear of what happens to a ticket",
            &TicketStub::FollowTicket,
            [agent](CLI::App& command, v1::FollowTicketRequest& request) {
              agent(command, *request.mutable_follow()->mutable_follower_id());
            });
  AddChange(ticket, session, "unfollow", "Let an agent hear of it no more",
            &TicketStub::UnfollowTicket,
            [agent](CLI::App& command, v1::UnfollowTicketRequest& request) {
              agent(command, *request.mutable_unfollow()->mutable_follower_id());
            });
}

}  // namespace

void AddTicketChanges(CLI::App& ticket, Session& session) {
  AddComment(ticket, session);
  AddWaits(ticket, session);
  AddTransfer(ticket, session);
  AddEnds(ticket, session);
  AddCustomersOwn(ticket, session);
  AddSet(ticket, session);
  AddTag(ticket, session);
  AddJudgements(ticket, session);
  AddFollowers(ticket, session);
}

}  // namespace docket::docketctl
