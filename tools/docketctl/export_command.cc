#include "tools/docketctl/export_command.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "docket/log/v1/log_service.grpc.pb.h"
#include "libs/base/proto_time.h"
#include "libs/base/time.h"
#include "libs/rpc/errors.h"
#include "tools/docketctl/export/event_lines.h"
#include "tools/docketctl/export/output_file.h"
#include "tools/docketctl/import/progress.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

using log::v1::LogService;
using log::v1::TailResponse;

constexpr char kTopic[] = "docket.ticket.events.v1";
constexpr uint64_t kRecordsPerProgress = 10'000;

struct ExportOptions {
  ExportFormat format = ExportFormat::kCsv;
  std::string out;
  std::optional<Time> since;
};

// How far the partitions are on the way to their captured ends, told now and then.
class Distance {
 public:
  explicit Distance(const log::v1::TailBegun& begun)
      : progress_(Total(begun), SystemInstant().monotonic, "records") {}

  void Note(const log::v1::LogPlace& place, int64_t next) {
    done_ += static_cast<uint64_t>(next - std::exchange(next_[place.partition()], next));
    if (done_ < told_ + kRecordsPerProgress) return;
    told_ = done_;
    progress_.Note(done_, SystemInstant().monotonic);
    std::cerr << progress_.Line() << '\n';
  }

 private:
  static uint64_t Total(const log::v1::TailBegun& begun) {
    uint64_t total = 0;
    for (const log::v1::LogPlace& end : begun.ends()) total += static_cast<uint64_t>(end.offset());
    return total;
  }

  Progress progress_;
  std::map<int32_t, int64_t> next_;
  uint64_t done_ = 0;
  uint64_t told_ = 0;
};

// Writes down what a stream brings.
class Exporter {
 public:
  Exporter(ExportFormat format, std::optional<Time> since, OutputFile& file)
      : format_(format), since_(since), file_(file) {}

  absl::Status Take(const TailResponse& response) {
    switch (response.content_case()) {
      case TailResponse::kBegun:
        distance_.emplace(response.begun());
        return file_.Write(HeadOf(format_));
      case TailResponse::kCommit: return TakeCommit(response.commit());
      case TailResponse::kUnreadable: TakeUnreadable(response.unreadable()); break;
      case TailResponse::kReached:
        distance_->Note(response.reached().place(), response.reached().place().offset());
        break;
      case TailResponse::CONTENT_NOT_SET: break;
    }
    return absl::OkStatus();
  }

  uint64_t unreadable() const { return unreadable_; }
  std::vector<std::pair<std::string, uint64_t>> Figures() const {
    return {{"commits", commits_}, {"events", events_}, {"unreadable", unreadable_}};
  }

 private:
  absl::Status TakeCommit(const log::v1::TailCommit& record) {
    ticket::v1::TicketCommit commit;
    if (!commit.ParseFromString(record.value())) {
      return DataLoss(record.key() + " came with a commit that cannot be read");
    }
    distance_->Note(record.place(), record.place().offset() + 1);
    if (since_.has_value() && FromProto(commit.header().time()) < *since_) return absl::OkStatus();
    ++commits_;
    if (record.skipped()) return absl::OkStatus();
    events_ += static_cast<uint64_t>(commit.events_size());
    std::string lines;
    DOCKET_RETURN_IF_ERROR(AppendLines(commit, format_, lines));
    return file_.Write(lines);
  }

  void TakeUnreadable(const log::v1::TailUnreadable& record) {
    ++unreadable_;
    std::cerr << "docketctl: " << record.place().topic() << '/' << record.place().partition()
              << " offset " << record.place().offset() << ": " << record.reason() << '\n';
  }

  const ExportFormat format_;
  const std::optional<Time> since_;
  OutputFile& file_;
  std::optional<Distance> distance_;
  uint64_t commits_ = 0;
  uint64_t events_ = 0;
  uint64_t unreadable_ = 0;
};

absl::Status ReadAll(Session& session, Exporter& exporter) {
  log::v1::TailRequest request;
  request.add_topics(kTopic);
  const auto stub = LogService::NewStub(session.channel());
  absl::Status taken;
  const grpc::Status ended = session.AskStream([&](grpc::ClientContext& context, bool& told) {
    const auto stream = stub->Tail(&context, request);
    TailResponse response;
    while (taken.ok() && stream->Read(&response)) {
      told = true;
      taken = exporter.Take(response);
    }
    if (!taken.ok()) context.TryCancel();
    return stream->Finish();
  });
  return taken.ok() ? rpc::FromGrpc(ended) : taken;
}

absl::Status Export(Session& session, const ExportOptions& options) {
  OutputFile file(options.out);
  DOCKET_RETURN_IF_ERROR(file.Open());
  Exporter exporter(options.format, options.since, file);
  DOCKET_RETURN_IF_ERROR(ReadAll(session, exporter));
  DOCKET_RETURN_IF_ERROR(file.Finish());
  // What goes to standard output is the history itself.
  (options.out.empty() ? std::cerr : std::cout) << ToText(exporter.Figures(), session.output());
  if (exporter.unreadable() == 0) return absl::OkStatus();
  return FailedPrecondition(
      "everything else is exported, but some records are no commits: see above");
}

}  // namespace

void AddExportCommand(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "export", "Write the history of all tickets to a file, one line per event");
  command->footer(
      "Exports what is in the log when it begins, tickets of the own tenant only; for the roles "
      "administrator and service. A file is there whole or not at all. The log keeps the words of "
      "redacted comments, and so does the file: keep it as closely.");
  auto options = std::make_shared<ExportOptions>();
  command
      ->add_option_function<std::string>(
          "--format",
          [options](const std::string& word) {
            options->format = word == "jsonl" ? ExportFormat::kJsonl : ExportFormat::kCsv;
          },
          "csv (with a first row of names) or jsonl (one JSON object per line)")
      ->check(CLI::IsMember({"csv", "jsonl"}))
      ->type_name("csv|jsonl")
      ->required();
  command->add_option("--out", options->out, "the file; standard output if absent")
      ->check(&CheckNotEmpty);
  AddInstantOption(
      *command, "--since", [options](const auto& instant) { options->since = FromProto(instant); },
      "leave out what happened before this instant, as 2026-03-01T08:00:00Z");
  command->callback([&session, options] { session.Finish(Export(session, *options)); });
}

}  // namespace docket::docketctl
