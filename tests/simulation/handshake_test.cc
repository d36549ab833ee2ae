// Tickets and pools agree, and what is promised for tickets is seen to, whatever happens between
// them: drawn work on the production units of intake, routing and escalation in two processes, with
// crashes, owners that move and overlap, lost disks and a log that loses answers, writes late and
// twice. One seed gives one run; DOCKET_HANDSHAKE_SEEDS says how many.

#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include "docket/routing/v1/pool_commands.pb.h"
#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/base/check.h"
#include "libs/base/id.h"
#include "services/routing/domain/pool_id.h"
#include "tests/simulation/drawn_policies.h"
#include "tests/simulation/handshake_oracle.h"
#include "tests/simulation/handshake_world.h"
#include "tests/simulation/promise_oracle.h"

namespace docket::simulation {
namespace {

using docket::testing::SimulatedLog;
using eventing::Role;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using ::testing::IsEmpty;

constexpr int kTickets = 8;
constexpr int kSafetyTicks = 500;
constexpr int kLastPoliciesTick = 400;
// Nobody writes for longer than the longest pause between two tries.
constexpr seconds kAtRest{70};
constexpr seconds kPatience{600};
const char* const kAgents[] = {"ann", "bob", "cat"};

SimulatedLog::Options LogOptions(bool faulty) {
  SimulatedLog::Options options;
  for (const char* topic : {"docket.ticket.events.v1", "docket.ticket.commands.v1",
                            "docket.pool.events.v1", "docket.pool.commands.v1"}) {
    options.topics[topic] = kHandshakePartitions;
  }
  options.topics[log::kQuarantineTopic] = 1;
  options.topics[eventing::FoldedSettings::Place().topic] = 1;
  options.faults.latency_max = milliseconds(20);
  if (!faulty) return options;
  options.faults.ack_lost = 0.05;
  options.faults.not_written = 0.05;
  options.faults.cut_short = 0.05;
  options.faults.written_late = 0.02;
  options.faults.producer_dies = 0.02;
  options.faults.written_twice = 0.05;
  options.faults.spread = 0.1;
  options.faults.place_unknown = 0.1;
  options.faults.gap = 0.05;
  options.faults.short_read = 0.1;
  options.faults.unknown_max = seconds(1);
  options.faults.late_max = seconds(3);
  return options;
}

class Seed {
 public:
  explicit Seed(uint64_t seed) : rng_(seed), log_(LogOptions(seed % 4 != 0), rng_) {
    for (int i = 0; i < 2; ++i)
      processes_.push_back(std::make_unique<HandshakeProcess>(log_, rng_));
    Publish("name: 'home' pool { label: 'Home' }");
    Publish("name: 'away' pool { label: 'Away' }");
    Publish("name: 'lamps' team { label: 'Lamps' pool: 'home' claimable: true }");
    Publish("name: 'pots' team { label: 'Pots' pool: 'away' claimable: true }");
    Publish("name: 'ann' agent { label: 'Ann' pool: 'home' teams: 'lamps' capacity: 20 }");
    Publish("name: 'bob' agent { label: 'Bob' pool: 'home' teams: 'lamps' open_max: 3 }");
    Publish("name: 'cat' agent { label: 'Cat' pool: 'away' teams: 'pots' capacity: 30 }");
    if (Draw(2) == 0) ahead_ = milliseconds(Draw(1500));
    if (Draw(4) > 0) PublishTenant();
    if (Draw(3) > 0) PublishPolicies(Draw(2) == 0);
    for (auto& process : processes_) process->Start();
    for (const Part part : kParts) {
      for (int32_t p = 0; p < kHandshakePartitions; ++p) Give({part, p}, Draw(2));
    }
  }

  // Everything that may go wrong, then nothing, until all is at rest.
  void Live() {
    for (int tick = 0; tick < kSafetyTicks && ok(); ++tick) {
      if (tick == kLastPoliciesTick) PublishLastPolicies();
      if (Draw(3) == 0) Work();
      if (Draw(60) == 0) Move();
      if (Draw(90) == 0) Crash();
      Tick(milliseconds(1 + Draw(40)));
    }
    Heal();
    const nanoseconds patience = now_ + kPatience;
    nanoseconds quiet_since = now_;
    size_t records = 0;
    while (ok() && now_ < quiet_since + kAtRest && now_ < patience) {
      Tick(milliseconds(1 + Draw(400)));
      // Who follows tickets is not asked before they come: its first owner may crash before the log
      // keeps where it began, and then waits for an operator.
      for (auto& process : processes_) process->GiveWord();
      if (CountRecords() != records) quiet_since = now_;
      records = CountRecords();
    }
    EXPECT_LT(now_, patience) << "it does not come to rest";
    if (ok()) Judge();
  }

 private:
  using Key = HandshakeProcess::Key;

  size_t Draw(uint64_t below) { return static_cast<size_t>(rng_() % below); }
  bool ok() const { return !::testing::Test::HasFailure(); }
  Instant Now() const {
    return {Time(std::chrono::hours(12)) + std::chrono::floor<milliseconds>(now_),
            seconds(50) + now_};
  }

  void Publish(std::string_view text) {
    log_.Land(eventing::FoldedSettings::Place(), {"a", "a setting commit", {}});
    setting::v1::SettingCommit commit;
    auto& document = *commit.add_events()->mutable_published()->mutable_document();
    DOCKET_CHECK(google::protobuf::TextFormat::ParseFromString(std::string(text), &document));
    commit.mutable_header()->set_tenant("acme");
    commit.mutable_header()->set_aggregate_id(document.name());
    commit.mutable_header()->set_version(++settings_);
    for (auto& process : processes_) process->Fold(settings_, commit);
  }
  void PublishPolicies(bool apply) {
    Publish(DrawPolicies(rng_, settings_ + 1, apply));
    policies_ = settings_;
  }
  // What they say of open tickets is to hold at rest, whatever else is asked of these.
  void PublishLastPolicies() {
    PublishPolicies(/*apply=*/true);
    last_policies_ = true;
  }
  void PublishTenant() { Publish("name: 'default' tenant { catch_all_team: 'lamps' }"); }

  size_t CountRecords() const {
    size_t records = 0;
    for (const auto& [topic, partitions] : LogOptions(false).topics) {
      for (int32_t p = 0; p < partitions; ++p) records += log_.Dump({topic, p}).size();
    }
    return records;
  }

  // Time goes on by `span`.
  void Tick(nanoseconds span) {
    now_ += span;
    log_.Advance(now_);
    for (auto it = late_.begin(); it != late_.end();) {
      const bool due = it->first <= now_;
      if (due) it->second();
      it = due ? late_.erase(it) : std::next(it);
    }
    for (size_t index = 0; index < processes_.size(); ++index) {
      HandshakeProcess& process = *processes_[index];
      if (!process.running()) continue;
      Instant now = Now();
      if (index == 1) now.wall += ahead_;
      for (int i = 0; i < 4 && process.Step(now); ++i) continue;
      EXPECT_TRUE(process.Halt().ok()) << process.Halt();
    }
  }

  // The new owner hears at once, the one before it late.
  void Give(const Key& unit, size_t to) {
    const auto before = owners_.find(unit);
    if (before != owners_.end() && before->second != to) {
      HandshakeProcess* old = processes_[before->second].get();
      const uint64_t life = lives_[before->second];
      late_.emplace(now_ + milliseconds(Draw(3000)),
                    [this, old, unit, life, index = before->second] {
                      if (old->running() && lives_[index] == life && owners_.at(unit) != index) {
                        old->Own(unit, false);
                      }
                    });
    }
    owners_[unit] = to;
    if (processes_[to]->running()) processes_[to]->Own(unit, true);
  }
  void Move() {
    Give({kParts[Draw(kParts.size())], static_cast<int32_t>(Draw(kHandshakePartitions))}, Draw(2));
  }

  void Crash() {
    const size_t index = Draw(2);
    HandshakeProcess& process = *processes_[index];
    if (!process.running()) return;
    process.Crash();
    ++lives_[index];
    if (Draw(4) == 0) process.LoseDisks();
    if (Draw(2) == 0) {
      for (auto& [unit, owner] : owners_) {
        if (owner == index) Give(unit, 1 - index);
      }
    }
    late_.emplace(now_ + milliseconds(Draw(2000)), [this, index] { Restart(index); });
  }
  void Restart(size_t index) {
    if (processes_[index]->running()) return;
    processes_[index]->Start();
    for (const auto& [unit, owner] : owners_) {
      if (owner == index) processes_[index]->Own(unit, true);
    }
  }

  // What somebody asks; it may be lost, refused, or too late.
  template <typename Command>
  void Ask(const Key& unit, const std::string& id, const std::string& text,
           const std::string& actor, eventing::Roles roles) {
    HandshakeProcess& owner = *processes_[owners_.at(unit)];
    if (!owner.running()) return;
    auto body = std::make_shared<Command>();
    DOCKET_CHECK(google::protobuf::TextFormat::ParseFromString(text, body.get()));
    eventing::Command command;
    command.header.set_tenant("acme");
    command.header.set_aggregate_id(id);
    command.header.mutable_actor()->set_kind(actor == "ada" ? log::v1::Actor::KIND_CUSTOMER
                                                            : log::v1::Actor::KIND_AGENT);
    command.header.mutable_actor()->set_id(actor);
    command.header.set_command_id(
        std::string(eventing::PersonCommandId("acme", actor, std::to_string(++requests_)).bytes()));
    command.header.set_correlation_id(command.header.command_id());
    command.digest = Digest::Of(eventing::SerializeDeterministic(*body));
    command.body = std::move(body);
    command.roles = roles;
    command.from_person = true;
    command.deadline = Now().monotonic + seconds(5);
    command.reply = [](const absl::StatusOr<eventing::Receipt>&) {};
    owner.Put(unit, std::move(command));
  }
  void AskTicket(size_t number, const std::string& text, const std::string& actor,
                 eventing::Roles roles) {
    const TicketId id = TicketId::Of("acme", "ada", std::to_string(number));
    Ask<ticket::v1::TicketCommand>({Part::kIntake, id.slot().PartitionOf(kHandshakePartitions)},
                                   id.text(), text, actor, roles);
  }
  void AskPool(const std::string& pool, const std::string& text, const std::string& actor,
               eventing::Roles roles) {
    const routing::PoolId id = routing::PoolId::Of("acme", pool);
    Ask<routing::v1::PoolCommand>({Part::kPool, id.slot().PartitionOf(kHandshakePartitions)},
                                  id.text(), text, actor, roles);
  }

  void Work() {
    const size_t number = Draw(kTickets);
    const std::string agent = kAgents[Draw(3)];
    const std::string pool = agent == "cat" ? "away" : "home";
    const std::string ticket =
        "ticket_id: '" + TicketId::Of("acme", "ada", std::to_string(number)).text() + "' ";
    const std::string self = "agent_id: '" + agent + "' ";
    switch (Draw(16)) {
      case 0:
      case 1:
      case 2:
        return AskTicket(
            number, "open { requester { customer_key: 'ada' } channel: CHANNEL_WEB subject: 'x' }",
            "ada", {Role::kCustomer});
      case 3:
        return AskTicket(number, "solve { resolution: RESOLUTION_SPAM }", agent, {Role::kAgent});
      case 4: return AskTicket(number, "reopen {}", agent, {Role::kAgent});
      case 5:
        return AskTicket(number,
                         std::string("transfer { team_id: '") + (Draw(2) == 0 ? "lamps" : "pots") +
                             "' reason: 'x' }",
                         agent, {Role::kAgent});
      case 6:
        return AskTicket(number, "classify { kind: TICKET_KIND_FAULT reroute: true }", agent,
                         {Role::kAgent});
      case 7:
        return AskTicket(number, "hold { reason: 'parts' until_time { seconds: 90000 } }", agent,
                         {Role::kAgent});
      case 8:
        return AskTicket(number,
                         Draw(2) == 0 ? "resume {}" : "prioritise { priority: PRIORITY_HIGH }",
                         agent, {Role::kAgent});
      case 9:
        return AskPool(pool, "return { " + ticket + self + "reason: 'x' }", agent, {Role::kAgent});
      case 10: return AskPool(pool, "claim_next { " + self + "}", agent, {Role::kAgent});
      case 11:
        return AskPool(pool, "assign { " + ticket + "to_agent_id: '" + agent + "' }", "lea",
                       {Role::kSupervisor});
      case 12: return Change();
      case 13:
        return AskTicket(number, "comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'x' }",
                         agent, {Role::kAgent});
      case 14:
        return AskTicket(number, "comment { visibility: COMMENT_VISIBILITY_PUBLIC text: 'x' }",
                         "ada", {Role::kCustomer});
      default:
        return AskPool(pool,
                       "set_presence { " + self + "presence: " +
                           (Draw(4) == 0 ? "PRESENCE_AWAY" : "PRESENCE_AVAILABLE") + " }",
                       agent, {Role::kAgent});
    }
  }
  // Settings move under it: who carries how much, what is promised, and once that there is a
  // catch-all.
  void Change() {
    if (Draw(4) == 0) return PublishTenant();
    if (Draw(3) == 0 && !last_policies_) return PublishPolicies(Draw(2) == 0);
    Publish("name: 'bob' agent { label: 'Bob' pool: 'home' teams: 'lamps' open_max: " +
            std::to_string(1 + Draw(4)) + " }");
  }

  void Heal() {
    log_.SetFaults(LogOptions(false).faults);
    PublishTenant();
    for (size_t i = 0; i < processes_.size(); ++i) Restart(i);
  }

  void Judge() {
    const HandshakeOracle oracle(log_);
    EXPECT_THAT(oracle.Violations(), IsEmpty());
    const PromiseOracle promises(log_);
    EXPECT_THAT(oracle.ViolationsAtRest(promises), IsEmpty());
    EXPECT_THAT(promises.Violations(), IsEmpty());
    EXPECT_THAT(promises.ViolationsAtRest(Now().wall, policies_), IsEmpty());
    tickets += oracle.tickets();
    assignments += oracle.assignments();
    warnings += promises.warnings();
    breaches += promises.breaches();
    for (const auto& [unit, owner] : owners_) {
      EXPECT_EQ(processes_[0]->Rows(unit), processes_[1]->Rows(unit))
          << "unit " << static_cast<int>(unit.first) << "/" << unit.second;
    }
  }

 public:
  static inline size_t tickets = 0;
  static inline size_t assignments = 0;
  static inline size_t warnings = 0;
  static inline size_t breaches = 0;

 private:
  std::mt19937_64 rng_;
  SimulatedLog log_;
  nanoseconds now_{};
  milliseconds ahead_{};  // By how much the clock of the second process is.
  std::vector<std::unique_ptr<HandshakeProcess>> processes_;
  std::map<Key, size_t> owners_;
  std::array<uint64_t, 2> lives_{};
  std::multimap<nanoseconds, std::function<void()>> late_;
  uint64_t settings_ = 0;
  uint64_t policies_ = 0;  // The version of the newest document of policies.
  bool last_policies_ = false;
  uint64_t requests_ = 0;
};

TEST(Handshake, LeavesTicketsAndPoolsAgreedAndPromisesSeenTo) {
  const char* asked = std::getenv("DOCKET_HANDSHAKE_SEEDS");
  const uint64_t seeds = asked == nullptr ? 24 : std::stoull(asked);
  const char* first = std::getenv("DOCKET_HANDSHAKE_FIRST");
  const uint64_t begin = first == nullptr ? 1 : std::stoull(first);
  for (uint64_t seed = begin; seed < begin + seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Seed(seed).Live();
    if (HasFailure()) return;
  }
  // Seeds in which nothing happened would agree as well. A few may be quiet.
  if (seeds < 20) return;
  EXPECT_GT(Seed::tickets, 3 * seeds);
  EXPECT_GT(Seed::assignments, 5 * seeds);
  EXPECT_GT(Seed::warnings, 5 * seeds);
  EXPECT_GT(Seed::breaches, 5 * seeds);
}

}  // namespace
}  // namespace docket::simulation
