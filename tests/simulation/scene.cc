#include "tests/simulation/scene.h"

#include "google/protobuf/descriptor.h"
#include <gtest/gtest.h>

namespace docket::simulation {
namespace {

using docket::testing::SimulatedLogFaults;
using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kAtRest{3};
constexpr seconds kPatience{4};

// The arm of the oneof that is set: "lent".
std::string ArmOf(const Message& message) {
  const FieldDescriptor* arm = message.GetReflection()->GetOneofFieldDescriptor(
      message, message.GetDescriptor()->oneof_decl(0));
  return arm == nullptr ? "nothing" : std::string(arm->name());
}

std::string ArmsOf(const Message& commit) {
  const FieldDescriptor* events = commit.GetDescriptor()->FindFieldByName("events");
  const Reflection& fields = *commit.GetReflection();
  std::string arms;
  for (int i = 0; i < fields.FieldSize(commit, events); ++i) {
    arms += ' ' + ArmOf(fields.GetRepeatedMessage(commit, events, i));
  }
  return arms;
}

}  // namespace

Scene::Scene(int processes, std::string_view oracles)
    : world_({.seed = 1,
              .processes = processes,
              .log_faults = {.latency_max = milliseconds(5)},
              .oracles = std::string(oracles)}) {
  for (Process& process : world_.processes()) process.Start();
  Give(0);
  Run(kAtRest);
}

const std::optional<Outcome>& Scene::Call(size_t index, const Request& request) {
  std::optional<Outcome>& outcome = outcomes_.emplace_back();
  EXPECT_TRUE(Deliver(world_, process(index), request, kPatience,
                      [&outcome](const Outcome& answer) { outcome = answer; }));
  return outcome;
}

void Scene::StartAgain(size_t index) {
  process(index).Start();
  Give(index);
  Run(kAtRest);
}

void Scene::Give(size_t index) {
  for (const Process::UnitKey& key : world_.unit_keys()) world_.Give(key, &process(index));
}

void Scene::Run(nanoseconds span) {
  if (world_.RunFor(span)) return;
  ADD_FAILURE() << world_.court().violation()->oracle << ": " << world_.court().violation()->what;
}

std::vector<std::string> Scene::Bytes(Kind kind, std::string_view what) {
  std::vector<std::string> bytes;
  for (const log::LogRecord& record : world_.log().Dump({TopicOf(kind, what), 0})) {
    bytes.push_back(record.record.value);
  }
  return bytes;
}

std::vector<std::string> Scene::Events(Kind kind) {
  std::vector<std::string> events;
  for (const std::string& bytes : Bytes(kind, "events")) {
    const std::optional<CommitText> text = ReadCommitText(kind, bytes);
    events.push_back(text ? std::to_string(text->header.version()) + ArmsOf(*text->commit) : "?");
  }
  return events;
}

std::vector<std::string> Scene::Commands(Kind kind) {
  std::vector<std::string> commands;
  for (const std::string& bytes : Bytes(kind, "commands")) {
    const std::optional<CommandText> text = ReadCommandText(kind, bytes);
    commands.push_back(text ? ArmOf(*text->command) : "?");
  }
  return commands;
}

log::Offset Scene::Written(size_t process, const Process::UnitKey& key) {
  Unit& of = unit(process, key);
  const std::unique_ptr<store::ReadView> view = of.View();
  return UnitRows(of.name(), *view, of.tables()).Next(TopicOf(key.first, "events"));
}

std::optional<std::string> Scene::Row(size_t process, const std::string& umbrella_id) {
  Unit& of = unit(process, kDesk);
  const std::unique_ptr<store::ReadView> view = of.View();
  return UnitRows(of.name(), *view, of.tables()).Get("umbrella", umbrella_id);
}

uint64_t Scene::Mark(std::string_view mark) {
  const auto& counts = world_.marks().counts();
  const auto found = counts.find(mark);
  return found == counts.end() ? 0 : found->second;
}

Request Lend(Scene& scene, std::string_view borrower, nanoseconds span,
             const std::string& request_id) {
  Request request =
      LendRequest("acme", "red", borrower, WallAt(scene.world().scheduler().now() + span));
  request.request_id = request_id;
  return request;
}

std::string Say(const std::optional<Outcome>& outcome) {
  if (!outcome.has_value()) return "silence";
  if (outcome->word != Outcome::Word::kOk) return Describe(*outcome);
  return "OK at version " + std::to_string(outcome->version);
}

}  // namespace docket::simulation
