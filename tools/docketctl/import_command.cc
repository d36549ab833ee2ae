#include "tools/docketctl/import_command.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "libs/base/time.h"
#include "tools/docketctl/import/mapping.h"
#include "tools/docketctl/import/plan.h"
#include "tools/docketctl/import/progress.h"
#include "tools/docketctl/import/xz_input.h"
#include "tools/docketctl/render.h"
#include "tools/docketctl/step_commands.h"
#include "tools/docketctl/submission.h"

namespace docket::docketctl {
namespace {

using ticket::v1::SubmitRequest;
using ticket::v1::SubmitResponse;

struct ImportOptions {
  std::string mapping;
  std::string data;
  std::string rejected;
  double patience_seconds = 60;
};

constexpr double kPatienceSecondsMax = 24 * 3600;

std::string CheckPatience(const std::string& value) {
  double seconds = 0;
  const bool fits =
      CLI::detail::lexical_cast(value, seconds) && seconds > 0 && seconds <= kPatienceSecondsMax;
  return fits ? "" : "'" + value + "' is no number of seconds above 0, up to 86400";
}

std::chrono::nanoseconds PatienceOf(const ImportOptions& options) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(options.patience_seconds));
}

using Figures = std::vector<std::pair<std::string, uint64_t>>;

Figures FiguresOf(const PlanCounts& counts, const SubmissionCounts& sending) {
  uint64_t rejected = 0;
  for (const auto& [reason, count] : counts.rejected) rejected += count;
  return {{"rows", counts.rows},           {"cases", counts.cases},
          {"unchanged", counts.unchanged}, {"rejected", rejected},
          {"commands", sending.commands},  {"answered", sending.answered},
          {"refused", sending.refused},    {"repeated", sending.repeated}};
}

// The commands of a plan one after the other, and the line that tells how far they are.
class Feed {
 public:
  Feed(const Plan& plan, const std::string& source)
      : plan_(plan), source_(source), progress_(plan.steps.size(), SystemInstant().monotonic) {}

  std::optional<SubmitRequest> Next() {
    while (commands_.empty()) {
      if (steps_ % kStepsPerLine == 0) Tell("");
      if (steps_ == plan_.steps.size()) return std::nullopt;
      std::ranges::move(CommandsOf(plan_.steps[steps_++], source_), std::back_inserter(commands_));
    }
    SubmitRequest next = std::move(commands_.front());
    commands_.pop_front();
    return next;
  }

  void Tell(const std::string& waiting) {
    progress_.Note(steps_, SystemInstant().monotonic);
    std::cerr << progress_.Line(waiting) << '\n';
  }

 private:
  static constexpr size_t kStepsPerLine = 5000;

  const Plan& plan_;
  const std::string& source_;
  Progress progress_;
  size_t steps_ = 0;  // Of which the commands were taken.
  std::deque<SubmitRequest> commands_;
};

void TellRefused(const SubmitResponse& response) {
  std::cerr << "docketctl: command " << response.sequence()
            << " was refused: " << response.refused().reason() << ' '
            << response.refused().message() << '\n';
}

std::string WaitingText(const std::string& why, std::chrono::nanoseconds left) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
  return "waits for the server, gives up in " + std::to_string(seconds) + " s: " + why;
}

// Sends what `plan` says. What became of the commands is in `counts` also if that failed.
absl::Status Send(Session& session, const Plan& plan, const std::string& source,
                  std::chrono::nanoseconds patience, SubmissionCounts& counts) {
  Feed feed(plan, source);
  Submission submission(
      {.channel = session.channel(),
       .prepare = [&](grpc::ClientContext& context) { session.PrepareStream(context); },
       .next = [&] { return feed.Next(); },
       .on_refused = &TellRefused,
       .on_waiting = [&](const std::string& why,
                         std::chrono::nanoseconds left) { feed.Tell(WaitingText(why, left)); },
       .patience = patience});
  absl::Status status = submission.Run();
  if (status.ok()) feed.Tell("");
  counts = submission.counts();
  return status;
}

// The file of rejected rows is written anew, so it must be none of those that are read.
absl::Status RequireAnotherFile(const std::string& path, const std::vector<std::string>& read) {
  std::error_code error;  // One that is not there yet is another one.
  for (const std::string& other : read) {
    if (!std::filesystem::equivalent(path, other, error)) continue;
    return InvalidArgument("--rejected " + path + " is read by this import: name another file");
  }
  return absl::OkStatus();
}

absl::Status Import(Session& session, const ImportOptions& options) {
  DOCKET_ASSIGN_OR_RETURN(Mapping mapping, LoadMapping(options.mapping));
  const std::string source = mapping.source;
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<ByteInput> input, OpenInput(options.data));
  const std::string rejected_path =
      options.rejected.empty() ? options.data + ".rejected.csv" : options.rejected;
  DOCKET_RETURN_IF_ERROR(RequireAnotherFile(rejected_path, {options.data, options.mapping}));
  RejectedFile rejected(rejected_path);
  DOCKET_ASSIGN_OR_RETURN(const Plan plan, MakePlan(std::move(mapping), *input, rejected));
  SubmissionCounts sending;
  const absl::Status sent = Send(session, plan, source, PatienceOf(options), sending);
  std::cout << ToText(FiguresOf(plan.counts, sending), session.output());
  DOCKET_RETURN_IF_ERROR(sent);
  if (sending.refused > 0) {
    return FailedPrecondition(
        "not everything was taken: see above, then import again; what is done stays done");
  }
  if (plan.counts.rejected.empty()) return absl::OkStatus();
  return FailedPrecondition(
      "everything else is imported, but some rows could not be mapped: see the "
      "rejected file");
}

}  // namespace

void AddImportCommand(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("import", "Import an event log as recorded history");
  auto options = std::make_shared<ImportOptions>();
  command->add_option("--mapping", options->mapping, "YAML file that says what the columns mean")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("data", options->data, "CSV file, plain or .xz")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--rejected", options->rejected,
                      "where rows that cannot be mapped go (DATA.rejected.csv)");
  command
      ->add_option("--patience", options->patience_seconds,
                   "seconds without any progress after which it gives up, above 0, up to 86400")
      ->check(&CheckPatience)
      ->capture_default_str();
  command->footer(
      "Goes on through a restart of the server and while a partition changes its owner: what has "
      "no answer, or was refused for a while, is sent again, the steps of a case in their order. "
      "Importing the same again is safe, for what is done stays done; it counts as answered, for "
      "the answer to a command is the same each time.");
  command->callback([&session, options] { session.Finish(Import(session, *options)); });
}

}  // namespace docket::docketctl
