#include "tools/docketctl/import_command.h"

#include <condition_variable>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "docket/ticket/v1/ticket_command_service.grpc.pb.h"
#include "libs/base/time.h"
#include "libs/rpc/errors.h"
#include "tools/docketctl/import/mapping.h"
#include "tools/docketctl/import/plan.h"
#include "tools/docketctl/import/progress.h"
#include "tools/docketctl/import/xz_input.h"
#include "tools/docketctl/render.h"
#include "tools/docketctl/step_commands.h"

namespace docket::docketctl {
namespace {

using ticket::v1::SubmitRequest;
using ticket::v1::SubmitResponse;
using ticket::v1::TicketCommandService;

struct ImportOptions {
  std::string mapping;
  std::string data;
  std::string rejected;
};

// The answers of one stream, counted on a thread of their own, so that sending never waits for
// reading.
class Verdicts {
 public:
  using Stream = grpc::ClientReaderWriter<SubmitRequest, SubmitResponse>;

  explicit Verdicts(Stream& stream) : thread_([this, &stream] { Read(stream); }) {}

  // Waits until fewer than `open_max` of `sent` are unanswered; false once the stream has ended.
  bool WaitForRoom(uint64_t sent, uint64_t open_max) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || sent - answered_ < open_max; });
    return !ended_;
  }

  void Join() { thread_.join(); }

  // After Join.
  uint64_t answered() const { return answered_; }
  uint64_t refused() const { return refused_; }

 private:
  void Read(Stream& stream) {
    SubmitResponse response;
    while (stream.Read(&response)) Count(response);
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }

  void Count(const SubmitResponse& response) {
    const std::lock_guard lock(mutex_);
    ++answered_;
    changed_.notify_one();
    if (!response.has_refused()) return;
    ++refused_;
    std::cerr << "docketctl: command " << response.sequence()
              << " was refused: " << response.refused().reason() << ' '
              << response.refused().message() << '\n';
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t answered_ = 0;
  uint64_t refused_ = 0;
  bool ended_ = false;
  std::thread thread_;
};

// What was sent, and what became of it.
struct Sending {
  uint64_t commands = 0;
  uint64_t answered = 0;
  uint64_t refused = 0;
};

using Figures = std::vector<std::pair<std::string, uint64_t>>;

Figures FiguresOf(const PlanCounts& counts, const Sending& sending) {
  uint64_t rejected = 0;
  for (const auto& [reason, count] : counts.rejected) rejected += count;
  return {{"rows", counts.rows},           {"cases", counts.cases},
          {"unchanged", counts.unchanged}, {"rejected", rejected},
          {"commands", sending.commands},  {"answered", sending.answered},
          {"refused", sending.refused}};
}

// Sends what `plan` says. A failure is that of the stream; what became of the commands is in
// `sending` all the same.
absl::Status Send(Session& session, const Plan& plan, const std::string& source, Sending& sending) {
  constexpr uint64_t kOpenMax = 256;
  grpc::ClientContext context;
  session.PrepareStream(context);
  const auto stub = TicketCommandService::NewStub(session.channel());
  const auto stream = stub->Submit(&context);
  Verdicts verdicts(*stream);
  Progress progress(plan.steps.size(), SystemInstant().monotonic);
  bool open = true;
  for (size_t i = 0; i < plan.steps.size() && open; ++i) {
    for (SubmitRequest& request : CommandsOf(plan.steps[i], source)) {
      request.set_sequence(sending.commands + 1);
      open = open && verdicts.WaitForRoom(sending.commands, kOpenMax) && stream->Write(request);
      if (open) ++sending.commands;
    }
    if (i % 5000 != 0) continue;
    progress.Note(i, SystemInstant().monotonic);
    std::cerr << progress.Line() << '\n';
  }
  stream->WritesDone();
  verdicts.Join();
  sending.answered = verdicts.answered();
  sending.refused = verdicts.refused();
  return rpc::FromGrpc(stream->Finish());
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
  Sending sending;
  const absl::Status sent = Send(session, plan, source, sending);
  std::cout << ToText(FiguresOf(plan.counts, sending), session.output());
  DOCKET_RETURN_IF_ERROR(sent);
  if (sending.answered != sending.commands || sending.refused > 0) {
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
  CLI::App* import = app.add_subcommand("import", "Import an event log as recorded history");
  auto options = std::make_shared<ImportOptions>();
  import->add_option("--mapping", options->mapping, "YAML file that says what the columns mean")
      ->required()
      ->check(CLI::ExistingFile);
  import->add_option("data", options->data, "CSV file, plain or .xz")
      ->required()
      ->check(CLI::ExistingFile);
  import->add_option("--rejected", options->rejected,
                     "where rows that cannot be mapped go (DATA.rejected.csv)");
  import->callback([&session, options] { session.Finish(Import(session, *options));
});
}  // namespace docket::docketctl

}  // namespace docket::docketctl
