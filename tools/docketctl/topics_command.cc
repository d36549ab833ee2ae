#include "tools/docketctl/topics_command.h"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tools/docketctl/options.h"
#include "tools/docketctl/render.h"
#include "tools/docketctl/topics/topics.h"

namespace docket::docketctl {
namespace {

using Work = absl::StatusOr<std::vector<TopicState>> (*)(const TopicsOptions&);

constexpr int32_t kPartitionsMax = 10'000;
constexpr int32_t kReplicationMax = 100;

std::string WordOf(const TopicState& state) {
  if (!state.there) return "missing";
  if (!state.differences.empty()) return "differs";
  return state.made ? "made" : "right";
}

// A topic that is missing has nothing to count.
std::string CountOf(const TopicState& state, int32_t count) {
  return state.there ? std::to_string(count) : "-";
}

void PrintTable(const std::vector<TopicState>& states) {
  Table table({"TOPIC", "PARTITIONS", "REPLICATION", "STATE"});
  for (const TopicState& state : states) {
    table.Add({state.name, CountOf(state, state.partitions), CountOf(state, state.replication),
               WordOf(state)});
  }
  std::cout << table.Take();
  for (const TopicState& state : states) {
    for (const log::TopicDifference& difference : state.differences) {
      std::cout << log::ToText(difference) << '\n';
    }
  }
}

void PrintJson(const std::vector<TopicState>& states) {
  nlohmann::json topics = nlohmann::json::array();
  for (const TopicState& state : states) {
    nlohmann::json differences = nlohmann::json::array();
    for (const log::TopicDifference& difference : state.differences) {
      differences.push_back({{"what", difference.what},
                             {"is", difference.is},
                             {"must", difference.must},
                             {"mend", difference.mend}});
    }
    topics.push_back({{"topic", state.name},
                      {"state", WordOf(state)},
                      {"partitions", state.partitions},
                      {"replication", state.replication},
                      {"differences", std::move(differences)}});
  }
  std::cout << nlohmann::json{{"topics", std::move(topics)}}.dump(2) << '\n';
}

absl::Status Run(const Session& session, TopicsOptions options, Work work) {
  options.timeout = session.timeout();
  DOCKET_ASSIGN_OR_RETURN(const std::vector<TopicState> states, work(options));
  session.output() == Output::kJson ? PrintJson(states) : PrintTable(states);
  size_t differences = 0;
  for (const TopicState& state : states) differences += state.differences.size();
  if (differences == 0) return absl::OkStatus();
  return FailedPrecondition(
      "the topics at " + options.kafka + " differ in " + std::to_string(differences) +
      (differences == 1 ? " point" : " points") + " from what they have to be: see above");
}

void AddNumberOption(CLI::App& command, const std::string& name, int32_t max,
                     std::optional<int32_t>& value, const std::string& help) {
  command
      .add_option_function<int32_t>(
          name, [&value](const int32_t& number) { value = number; }, help)
      ->check(CLI::Range(1, max))
      ->type_name("N");
}

void AddWork(CLI::App& topics, Session& session, const std::string& name, const std::string& help,
             Work work) {
  CLI::App* command = topics.add_subcommand(name, help);
  auto options = std::make_shared<TopicsOptions>();
  command->add_option("--kafka", options->kafka, "HOST:PORT of brokers, with commas between")
      ->type_name("HOST:PORT")
      ->envname("DOCKET_KAFKA")
      ->required();
  command
      ->add_option("--kafka-config", options->kafka_config,
                   "file of settings by which the brokers are reached, NAME=VALUE lines as kcat -F "
                   "takes them: security.protocol, ssl.*, sasl.*")
      ->type_name("FILE")
      ->envname("DOCKET_KAFKA_CONFIG");
  command
      ->add_option(
          "--file", options->file,
          "YAML file of topics; those of this release (deploy/kafka/topics.yaml) if absent")
      ->type_name("FILE");
  AddNumberOption(*command, "--partitions", kPartitionsMax, options->overrides.partitions,
                  "of each topic that names no number of its own, instead of the file's default");
  AddNumberOption(*command, "--replication", kReplicationMax, options->overrides.replication,
                  "copies of each topic, instead of what the file says; fewer than 3 for a cluster "
                  "that is for development only, which loses its log with a disk");
  command->callback([&session, options, work] { session.Finish(Run(session, *options, work)); });
}

}  // namespace

void AddTopicsCommands(CLI::App& app, Session& session) {
  CLI::App* topics = app.add_subcommand("topics", "Docket's topics on a Kafka cluster");
  topics->require_subcommand(1);
  topics->footer(
      "Speaks with the brokers, not with a server of Docket, for there is none before the topics "
      "are there. A topic that is there is never altered: each difference is told with the command "
      "that mends it. The exit status is 0 if all topics are as they have to be, else 1.");
  AddWork(*topics, session, "ensure", "Make the topics that are missing, then check all",
          &EnsureTopics);
  AddWork(*topics, session, "check", "Compare the topics with what they have to be", &CheckTopics);
}

}  // namespace docket::docketctl
