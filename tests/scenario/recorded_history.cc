#include "tests/scenario/recorded_history.h"

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <memory>
#include <mutex>
#include <random>
#include <thread>

#include <fcntl.h>
#include <grpcpp/client_context.h>
#include <unistd.h>

#include "docket/ticket/v1/ticket_command_service.grpc.pb.h"
#include "libs/base/check.h"
#include "libs/rpc/channel.h"

namespace docket {
namespace {

using ticket::v1::SubmitRequest;
using ticket::v1::SubmitResponse;
using ticket::v1::TicketCommand;

constexpr uint64_t kOpenMax = 256;

// What happens to a case, in this order; a case may end after any of them.
constexpr int kSteps = 10;
TicketCommand StepOf(int step, uint64_t number) {
  TicketCommand command;
  switch (step) {
    case 0:
      command.mutable_open()->set_subject("Case " + std::to_string(number));
      command.mutable_open()->set_channel(ticket::v1::CHANNEL_API);
      break;
    case 1:
      command.mutable_assign()->set_team_id("team-" + std::to_string(number % 7));
      command.mutable_assign()->set_assignee_id("agent-" + std::to_string(number % 31));
      break;
    case 2: command.mutable_wait(); break;
    case 3: command.mutable_resume(); break;
    case 4: command.mutable_prioritise()->set_priority(ticket::v1::PRIORITY_HIGH); break;
    case 5: command.mutable_hold(); break;
    case 6: command.mutable_resume(); break;
    case 7: command.mutable_classify()->mutable_category()->add_levels("hardware"); break;
    case 8: command.mutable_solve(); break;
    default: command.mutable_close(); break;
  }
  return command;
}

// The answers of one stream, journalled on a thread of their own.
class Answers {
 public:
  using Stream = grpc::ClientReaderWriter<SubmitRequest, SubmitResponse>;

  Answers(Stream& stream, Journal& journal, size_t acknowledged,
          std::function<void(size_t)> on_acknowledged)
      : journal_(journal),
        acknowledged_(acknowledged),
        on_acknowledged_(std::move(on_acknowledged)),
        thread_([this, &stream] { Read(stream); }) {}

  // False once the stream has ended.
  bool WaitForRoom(uint64_t sent) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || sent - answered_ < kOpenMax; });
    return !ended_;
  }
  void Join(Sent& sent) {
    thread_.join();
    sent.answered = answered_;
    sent.refused = std::move(refused_);
  }

 private:
  void Read(Stream& stream) {
    SubmitResponse response;
    while (stream.Read(&response)) Take(response);
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }

  void Take(const SubmitResponse& response) {
    if (response.has_submitted()) {
      journal_.Append(response.sequence(),
                      {response.submitted().ticket_id(), response.submitted().version()});
      on_acknowledged_(++acknowledged_);
    } else {
      refused_.push_back(response.ShortDebugString());
    }
    const std::lock_guard lock(mutex_);
    ++answered_;
    changed_.notify_one();
  }

  Journal& journal_;
  size_t acknowledged_;
  const std::function<void(size_t)> on_acknowledged_;
  std::vector<std::string> refused_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t answered_ = 0;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace

std::vector<SubmitRequest> DrawHistory(size_t cases, uint64_t seed) {
  std::mt19937_64 draw(seed);
  std::vector<int> turns;  // The case of each step.
  for (size_t number = 0; number < cases; ++number) {
    turns.insert(turns.end(), 1 + draw() % kSteps, static_cast<int>(number));
  }
  std::shuffle(turns.begin(), turns.end(), draw);
  std::vector<int> next_step(cases, 0);
  std::vector<SubmitRequest> history;
  for (const int turn : turns) {
    const auto number = static_cast<uint64_t>(turn);
    SubmitRequest& request = history.emplace_back();
    request.set_sequence(history.size());
    log::v1::Recorded& recorded = *request.mutable_recorded();
    recorded.set_source("drawn");
    recorded.set_case_("CASE-" + std::to_string(number));
    recorded.set_row(history.size());
    recorded.mutable_time()->set_seconds(1'700'000'000 + static_cast<int64_t>(history.size()));
    request.set_customer_key("member-" + std::to_string(number % 97));
    *request.mutable_command() = StepOf(next_step[number]++, number);
  }
  return history;
}

Journal::Journal(std::string path) : path_(std::move(path)) {
  file_ = open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  DOCKET_CHECK(file_ >= 0);
}

Journal::~Journal() { close(file_); }

void Journal::Append(uint64_t sequence, const Acknowledgement& acknowledgement) {
  const std::string line = std::to_string(sequence) + " " + acknowledgement.ticket_id + " " +
                           std::to_string(acknowledgement.version) + "\n";
  DOCKET_CHECK(write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
  DOCKET_CHECK(fdatasync(file_) == 0);
}

std::map<uint64_t, Acknowledgement> Journal::Read() const {
  std::map<uint64_t, Acknowledgement> entries;
  std::ifstream file(path_);
  uint64_t sequence = 0;
  Acknowledgement entry;
  while (file >> sequence >> entry.ticket_id >> entry.version) entries.emplace(sequence, entry);
  return entries;
}

Sent Import(const std::string& address, const std::vector<SubmitRequest>& history, Journal& journal,
            const std::function<void(size_t)>& on_acknowledged) {
  const std::map<uint64_t, Acknowledgement> known = journal.Read();
  grpc::ClientContext context;
  context.AddMetadata("docket-tenant", "default");
  context.AddMetadata("docket-actor", "service:import");
  context.AddMetadata("docket-roles", "import");
  const auto stub = ticket::v1::TicketCommandService::NewStub(rpc::Dial(address));
  const auto stream = stub->Submit(&context);
  Sent sent;
  Answers answers(*stream, journal, known.size(), on_acknowledged);
  for (const SubmitRequest& request : history) {
    if (known.contains(request.sequence())) continue;
    if (!answers.WaitForRoom(sent.sent) || !stream->Write(request)) break;
    ++sent.sent;
  }
  stream->WritesDone();
  answers.Join(sent);
  static_cast<void>(stream->Finish());  // A killed server's stream fails; what it told counts.
  return sent;
}

}  // namespace docket
