#include "tests/chaos/judge.h"

#include <chrono>
#include <optional>
#include <set>
#include <thread>
#include <variant>

#include <google/protobuf/util/message_differencer.h>

#include "docket/ops/v1/ops_service.grpc.pb.h"
#include "docket/ticket/v1/ticket_events.pb.h"
#include "libs/base/check.h"
#include "libs/base/digest.h"
#include "libs/log/kafka/kafka_event_log.h"
#include "libs/rpc/channel.h"
#include "tests/chaos/clients.h"

namespace docket::chaos {
namespace {

using google::protobuf::util::MessageDifferencer;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kPatience{90};
constexpr milliseconds kAskEvery{5};
constexpr size_t kRepeatsMax = 300;

std::string DigestOf(std::string_view bytes) {
  const Sha256Bytes hash = Sha256(bytes);
  return {reinterpret_cast<const char*>(hash.data()), 16};
}

// kernel.md 1: tenant, "request", issuer, request_id, each after its length as a big-endian u32.
std::string CommandIdOf(const Asked& asked) {
  const std::string issuer = "KIND_AGENT:" + asked.actor.substr(asked.actor.find(':') + 1);
  std::string bytes;
  for (const std::string& part :
       {std::string("chaos"), std::string("request"), issuer, asked.request_id}) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>(part.size() >> shift & 0xFF));
    }
    bytes += part;
  }
  return DigestOf(bytes);
}

// Thrown out of the judging, which cannot go on.
struct NoAnswer {
  std::string what;
};

// What `poll` gives once it gives something. Everything runs again, so it will; if not, nothing can
// be judged, and `what` is what did not answer.
template <typename Poll>
auto Await(const std::string& what, const Poll& poll) {
  const auto until = steady_clock::now() + kPatience;
  while (true) {
    auto answer = poll();
    if (answer.has_value()) return *std::move(answer);
    if (steady_clock::now() >= until) throw NoAnswer{what};
    std::this_thread::sleep_for(kAskEvery);
  }
}

log::Offset EndOf(log::EventLog& log, const log::TopicPartition& place) {
  return Await("the end of " + ToText(place), [&]() -> std::optional<log::Offset> {
    const log::EndHandle asked = log.QueryEnd(place, 0);
    const absl::StatusOr<log::Offset> end =
        Await("one question for the end", [&] { return log.Poll(asked); });
    return end.ok() ? std::optional(*end) : std::nullopt;
  });
}

void PrepareOps(grpc::ClientContext& context) {
  context.AddMetadata("docket-tenant", "chaos");
  context.AddMetadata("docket-actor", "agent:judge");
  context.AddMetadata("docket-roles", "operator");
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
}

// Those of intake, of which every partition has one.
template <typename Request>
Request OfIntake() {
  Request request;
  request.mutable_units()->set_unit_kind("intake");
  return request;
}

// The full digest of each unit, with how far it is folded; none if an instance does not answer.
std::optional<std::map<int32_t, std::string>> DigestsOf(const std::string& address) {
  const auto stub = ops::v1::OpsService::NewStub(rpc::Dial(address));
  grpc::ClientContext context;
  PrepareOps(context);
  const auto stream =
      stub->DigestProjection(&context, OfIntake<ops::v1::DigestProjectionRequest>());
  std::map<int32_t, std::string> digests;
  ops::v1::DigestProjectionResponse response;
  while (stream->Read(&response)) {
    if (!response.has_unit()) continue;
    std::string text = response.unit().full();
    for (const auto& position : response.unit().positions()) {
      text += " " + position.topic() + "@" + std::to_string(position.next_offset());
    }
    digests[response.unit().unit().partition()] = text;
  }
  if (!stream->Finish().ok() || digests.size() != kPartitions) return std::nullopt;
  return digests;
}

// What is wrong with the rows of an instance; none if it does not answer.
std::optional<std::string> DifferencesAt(const std::string& address) {
  const auto stub = ops::v1::OpsService::NewStub(rpc::Dial(address));
  grpc::ClientContext context;
  PrepareOps(context);
  const auto stream =
      stub->VerifyProjection(&context, OfIntake<ops::v1::VerifyProjectionRequest>());
  std::string wrong;
  int verdicts = 0;
  ops::v1::VerifyProjectionResponse response;
  while (stream->Read(&response)) {
    if (!response.has_verdict()) continue;
    ++verdicts;
    const ops::v1::UnitVerdict& verdict = response.verdict();
    if (!verdict.differences().empty() || !verdict.foreign_positions().empty()) {
      wrong += verdict.ShortDebugString() + "; ";
    }
  }
  if (!stream->Finish().ok() || verdicts != kPartitions) return std::nullopt;
  return wrong;
}

}  // namespace

std::vector<std::string> Judge::Violations(const std::vector<Asked>& journal) {
  try {
    ReadLog();
    for (const Asked& asked : journal) JudgeAnswer(asked);
    JudgeRepeats(journal);
    JudgeRows();
  } catch (const NoAnswer& none) {
    Violate("V1: all faults over, no answer in 90 s to " + none.what);
  }
  return violations_;
}

void Judge::ReadLog() {
  log::KafkaOptions options;
  options.brokers = fleet_.broker().address();
  options.topics = {log::EventsTopic("ticket")};
  const auto log = log::KafkaEventLog::Open(options);
  DOCKET_CHECK(log.ok());
  for (int32_t partition = 0; partition < kPartitions; ++partition) {
    const log::TopicPartition place{log::EventsTopic("ticket"), partition};
    const log::Offset end = EndOf(**log, place);
    for (log::Offset next = 0; next < end;) {
      const std::string where = "reading " + ToText(place) + " at " + std::to_string(next);
      const log::ReadResult read = Await(where, [&]() -> std::optional<log::ReadResult> {
        log::ReadResult result = (*log)->Read(place, next, {});
        const auto* caught_up = std::get_if<log::CaughtUp>(&result);
        if (caught_up != nullptr && caught_up->next <= next) return std::nullopt;
        return result;
      });
      if (const auto* caught_up = std::get_if<log::CaughtUp>(&read)) {
        next = caught_up->next;
        continue;
      }
      const auto* records = std::get_if<log::Records>(&read);
      DOCKET_CHECK(records != nullptr);
      for (const log::LogRecord& record : records->records) {
        JudgeRecord(ToText(place) + "@" + std::to_string(record.offset), record.record.key,
                    record.record.value);
        next = record.offset + 1;
      }
    }
  }
}

void Judge::JudgeRecord(const std::string& place, const std::string& key,
                        const std::string& value) {
  ticket::v1::TicketCommit commit;
  if (!commit.ParseFromString(value) || commit.header().aggregate_id() != key) {
    return Violate("O3: " + place + " holds no commit of " + key);
  }
  const log::v1::CommitHeader& header = commit.header();
  std::vector<Accepted>& accepted = tickets_[key];
  const std::string digest = DigestOf(value);
  const uint64_t version = header.version();
  if (version == 0 || version > accepted.size() + 1) {
    return Violate("O3: " + place + " is version " + std::to_string(version) + " of " + key +
                   " after " + std::to_string(accepted.size()));
  }
  if (version == accepted.size() + 1) {
    const std::string head = accepted.empty() ? "" : accepted.back().digest;
    if (header.prev() != head) return Violate("O3: " + place + " forks " + key);
    accepted.push_back({header.command_id(), digest});
    commands_[header.command_id()].push_back(key + "/" + std::to_string(version));
    ++records_.accepted;
    return;
  }
  const bool known = accepted[version - 1].digest == digest;
  if (version < accepted.size()) {
    ++records_.stale;
  } else {
    ++(known ? records_.duplicates : records_.losers);
  }
}

void Judge::JudgeAnswer(const Asked& asked) {
  const auto found = commands_.find(CommandIdOf(asked));
  const size_t times = found == commands_.end() ? 0 : found->second.size();
  const std::string who = asked.actor + " " + asked.request_id;
  if (times > 1) Violate("L2: " + who + " is there twice, also as " + found->second.back());
  switch (asked.outcome) {
    case Asked::Outcome::kDone: {
      const std::string where = asked.ticket_id + "/" + std::to_string(asked.version);
      const auto ticket = tickets_.find(asked.ticket_id);
      if (ticket == tickets_.end() || asked.version > ticket->second.size()) {
        return Violate("O2: " + who + " was answered OK as " + where + ", which is not there");
      }
      if (ticket->second[asked.version - 1].command_id != CommandIdOf(asked)) {
        Violate("O2: " + who + " was answered OK as " + where + ", which is another's");
      }
      return;
    }
    case Asked::Outcome::kRefused:
      if (times > 0 && asked.unknown_tries == 0) {
        Violate("O2: " + who + " was refused (" + asked.reason + ") and is there");
      }
      return;
    case Asked::Outcome::kFailed:
      return Violate("O2: " + who + " was answered by a fault: " + asked.reason);
    case Asked::Outcome::kUnknown: return;
  }
}

void Judge::JudgeRepeats(const std::vector<Asked>& journal) {
  size_t asked_again = 0;
  for (const Asked& asked : journal) {
    if (asked.outcome != Asked::Outcome::kDone || asked.customer.empty()) continue;
    if (++asked_again > kRepeatsMax) return;
    Caller caller(asked.actor, fleet_.addresses());
    ticket::v1::Receipt receipt;
    size_t at = asked_again;
    const std::string what = "a repeated opening: " + asked.ticket_id;
    const grpc::Status status = Await(what, [&]() -> std::optional<grpc::Status> {
      const grpc::Status answer = caller.Open(at++, asked.customer, asked.request_id, receipt);
      if (MayBeAskedAgain(answer.error_code())) return std::nullopt;
      return answer;
    });
    if (!status.ok() || receipt.ticket_id() != asked.ticket_id ||
        receipt.version() != asked.version ||
        !MessageDifferencer::Equals(receipt.time(), asked.time)) {
      Violate("O2: " + asked.actor + " " + asked.request_id + " asked again was told " +
              status.error_message() + " " + receipt.ShortDebugString() + " after " +
              asked.ticket_id + "/" + std::to_string(asked.version));
    }
  }
}

void Judge::JudgeRows() {
  for (const std::string& address : fleet_.addresses()) {
    const std::string wrong =
        Await("a verification at " + address, [&] { return DifferencesAt(address); });
    if (!wrong.empty()) Violate("O1: the rows at " + address + " are no fold of the log: " + wrong);
  }
  const auto until = steady_clock::now() + kPatience;
  while (true) {
    std::set<std::map<int32_t, std::string>> digests;
    for (const std::string& address : fleet_.addresses()) {
      digests.insert(Await("the digests at " + address, [&] { return DigestsOf(address); }));
    }
    if (digests.size() == 1) return;
    if (steady_clock::now() >= until) return Violate("O1: the rows of the instances stay unequal");
    std::this_thread::sleep_for(kAskEvery);
  }
}

}  // namespace docket::chaos
