#include "tests/simulation/workload.h"

#include <utility>

#include "libs/base/proto_time.h"
#include "libs/eventing/command.h"

namespace docket::simulation {
namespace {

using docket::testing::Borrower;
using docket::testing::Umbrella;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kIssuer[] = "clerk";
constexpr seconds kPatience{4};  // Of a call; its client waits a little longer.
const std::vector<std::string> kTenants = {"acme", "globex"};
const std::vector<std::string> kUmbrellas = {"red", "blue", "green", "black", "white"};
const std::vector<std::string> kBorrowers = {"ada", "bob", "cyd"};

Outcome OutcomeOf(const absl::StatusOr<eventing::Receipt>& answer) {
  Outcome outcome;
  if (answer.ok()) {
    outcome.word = Outcome::Word::kOk;
    outcome.aggregate_id = answer->aggregate_id;
    outcome.version = answer->version;
    outcome.time = answer->time;
    outcome.wrote = answer->commit != nullptr;
    if (outcome.wrote) outcome.commit = BytesOf(*answer->commit);
    outcome.folded = answer->folded;
    return outcome;
  }
  outcome.reason = docket::Message(answer.status());
  switch (answer.status().code()) {
    case absl::StatusCode::kAborted: outcome.word = Outcome::Word::kAborted; break;
    case absl::StatusCode::kResourceExhausted: outcome.word = Outcome::Word::kExhausted; break;
    case absl::StatusCode::kUnavailable: outcome.word = Outcome::Word::kUnavailable; break;
    case absl::StatusCode::kInvalidArgument: outcome.word = Outcome::Word::kInvalid; break;
    default: outcome.word = Outcome::Word::kOther; break;
  }
  if (const std::optional<Rejection> rejection = RejectionOf(answer.status())) {
    outcome.word = Outcome::Word::kRejected;
    outcome.reason = rejection->reason;
  }
  return outcome;
}

Call& Record(World& world, const Process& process, const Request& request) {
  Call& call = world.court().NewCall();
  call.process = process.index();
  call.tenant = request.tenant;
  call.aggregate_id = request.umbrella_id;
  call.command_id = eventing::PersonCommandId(request.tenant, kIssuer, request.request_id);
  call.command = request.command;
  call.content = BytesOf(*request.command);
  call.expected_version = request.expected_version;
  call.validate_only = request.validate_only;
  call.begin = world.scheduler().now();
  return call;
}

eventing::Command CommandOf(const Call& call, nanoseconds deadline) {
  eventing::Command command;
  command.header.set_tenant(call.tenant);
  command.header.set_aggregate_id(call.aggregate_id);
  command.header.set_command_id(std::string(call.command_id.bytes()));
  command.header.set_correlation_id(MarkOf(call.number));
  command.header.mutable_actor()->set_kind(log::v1::Actor::KIND_AGENT);
  command.header.mutable_actor()->set_id(kIssuer);
  command.digest = Digest::Of(call.content);
  command.body = call.command;
  command.roles = {eventing::Role::kAgent};
  command.from_person = true;
  command.expected_version = call.expected_version;
  command.validate_only = call.validate_only;
  command.deadline = deadline;
  return command;
}

Request RequestFor(std::string_view tenant, std::string_view umbrella,
                   toy::v1::UmbrellaCommand command) {
  return {.tenant = std::string(tenant),
          .umbrella_id = Umbrella::IdOf(tenant, umbrella),
          .request_id = {},
          .command = std::make_shared<toy::v1::UmbrellaCommand>(std::move(command)),
          .expected_version = {},
          .validate_only = false};
}

Time DrawDue(World& world, Stream& stream) {
  return WallAt(world.scheduler().now() + stream.Between(seconds(-2), seconds(20)));
}

}  // namespace

bool Deliver(World& world, Process& process, const Request& request, nanoseconds patience,
             const OnOutcome& reply) {
  if (!process.running()) return false;
  Call& call = Record(world, process, request);
  eventing::Command command = CommandOf(call, process.Now().monotonic + patience);
  const auto answer = [&world, &process, &call, reply](const Outcome& outcome) {
    world.trace().Add(world.scheduler().now(), process.name(), "answers",
                      Describe(call) + ": " + Describe(outcome));
    if (outcome.wrote && outcome.aggregate_id != call.aggregate_id) {
      world.marks().Add("answered by another aggregate");
    }
    world.court().OnAnswered(call, outcome);
    if (reply) reply(outcome);
  };
  // What a dead process still answers leaves no trace.
  command.reply = [gate = process.gate(),
                   answer](const absl::StatusOr<eventing::Receipt>& receipt) {
    if (gate->Pass()) answer(OutcomeOf(receipt));
  };
  world.trace().Add(world.scheduler().now(), process.name(), "is asked", Describe(call));
  const int32_t partition = PartitionOf(request.umbrella_id, world.partitions());
  if (!process.Put(partition, command)) {
    Outcome full;
    full.word = Outcome::Word::kExhausted;
    answer(full);
  }
  return true;
}

Request LendRequest(std::string_view tenant, std::string_view umbrella, std::string_view borrower,
                    Time due) {
  toy::v1::UmbrellaCommand command;
  command.mutable_lend()->set_borrower_id(Borrower::IdOf(tenant, borrower));
  *command.mutable_lend()->mutable_due_time() = ToProto(due);
  return RequestFor(tenant, umbrella, std::move(command));
}

Request DrawLend(World& world, Stream& stream) {
  const std::string& tenant = stream.Pick(kTenants);
  const std::string& umbrella = stream.Pick(kUmbrellas);
  const std::string& borrower = stream.Pick(kBorrowers);
  return LendRequest(tenant, umbrella, borrower, DrawDue(world, stream));
}

Request CollectRequest(std::string_view tenant, std::string_view umbrella) {
  toy::v1::UmbrellaCommand command;
  command.mutable_collect();
  return RequestFor(tenant, umbrella, std::move(command));
}

Request ScrapRequest(std::string_view tenant, std::string_view umbrella) {
  toy::v1::UmbrellaCommand command;
  command.mutable_scrap();
  return RequestFor(tenant, umbrella, std::move(command));
}

Client::Client(World& world, Stream& stream, const Options& options)
    : world_(world), stream_(stream), options_(options) {}

void Client::Start() {
  world_.scheduler().After(Span(seconds(0), seconds(1)), [this] { Next(); });
}

void Client::Finish() { finishing_ = true; }

void Client::Next() {
  if (finishing_) return;
  const bool old = !past_.empty() && stream_.OneIn(4);
  request_ = old ? DrawOld() : Draw();
  Try();
}

Request Client::Draw() {
  const std::string& tenant = stream_.Pick(kTenants);
  const std::string& umbrella = stream_.Pick(kUmbrellas);
  const Time due = DrawDue(world_, stream_);
  Request request = stream_.OneIn(2) ? LendRequest(tenant, umbrella, stream_.Pick(kBorrowers), due)
                                     : CollectRequest(tenant, umbrella);
  if (stream_.OneIn(60)) request = ScrapRequest(tenant, umbrella);
  request.request_id = std::to_string(options_.index) + '-' + std::to_string(++requests_);
  request.validate_only = stream_.OneIn(20);
  if (stream_.OneIn(10)) request.expected_version = stream_.Below(6);
  past_.push_back(request);
  return request;
}

// The same again; or another content under the same id and for the same umbrella, which is refused
// if the first was done.
Request Client::DrawOld() {
  Request request = stream_.Pick(past_);
  if (stream_.OneIn(2)) return request;
  Request other =
      LendRequest(request.tenant, "", stream_.Pick(kBorrowers), WallAt(world_.scheduler().now()));
  other.umbrella_id = request.umbrella_id;
  other.request_id = request.request_id;
  return other;
}

void Client::Try() {
  ++attempt_;
  Process& process = DrawProcess();
  const nanoseconds late = options_.calls_fail && stream_.OneIn(10)
                               ? Span(seconds(0), seconds(3))
                               : Span(milliseconds(0), milliseconds(2));
  const bool lost = options_.calls_fail && stream_.OneIn(20);
  if (!lost) {
    world_.scheduler().After(late, [this, &process, attempt = attempt_] {
      if (attempt == attempt_) Send(process, true);
    });
  }
  if (options_.calls_fail && stream_.OneIn(10)) {
    world_.scheduler().After(late, [this, &other = DrawProcess(), attempt = attempt_] {
      if (attempt == attempt_) Send(other, false);
    });
  }
  world_.scheduler().After(kPatience + seconds(1),
                           [this, attempt = attempt_] { OnSilence(attempt); });
}

// A delivery that does not count is a copy whose answer nobody hears.
void Client::Send(Process& process, bool counts) {
  if (!request_.has_value()) return;
  const uint64_t attempt = attempt_;
  const auto reply = [this, attempt, counts](const Outcome& outcome) {
    const bool lost = options_.calls_fail && stream_.OneIn(20);
    if (!counts || lost) return;
    world_.scheduler().After(Span(milliseconds(0), milliseconds(2)),
                             [this, attempt, outcome] { OnReply(attempt, outcome); });
  };
  if (!Deliver(world_, process, *request_, kPatience, reply) && counts) {
    world_.scheduler().After(milliseconds(1), [this, attempt] { OnSilence(attempt); });
  }
}

void Client::OnReply(uint64_t attempt, const Outcome& outcome) {
  if (attempt != attempt_) return;
  switch (outcome.word) {
    case Outcome::Word::kUnavailable:
    case Outcome::Word::kAborted:
    case Outcome::Word::kExhausted: return TryAgain();
    default: return End();
  }
}

void Client::OnSilence(uint64_t attempt) {
  if (attempt == attempt_ && request_.has_value()) TryAgain();
}

void Client::TryAgain() {
  ++attempt_;
  world_.scheduler().After(Span(milliseconds(20), milliseconds(400)), [this, attempt = attempt_] {
    if (attempt == attempt_) Try();
  });
}

void Client::End() {
  ++attempt_;
  request_.reset();
  world_.scheduler().After(Span(milliseconds(10), milliseconds(600)), [this] { Next(); });
}

// Mostly who owns the umbrella's partition by now, for clients are forwarded there.
Process& Client::DrawProcess() {
  const int32_t partition = PartitionOf(request_->umbrella_id, world_.partitions());
  Process* owner = world_.OwnerOf({Kind::kUmbrella, partition});
  if (owner != nullptr && !stream_.OneIn(4)) return *owner;
  return stream_.Pick(world_.processes());
}

}  // namespace docket::simulation
