#include "tools/docketctl/topics/topics_file.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "tools/docketctl/topics/built_in_topics.h"
#include "tools/docketctl/yaml_section.h"

namespace docket::docketctl {
namespace {

constexpr int32_t kNumberMax = 10'000;

// What may stand under `defaults` and under a topic.
struct Entry {
  std::optional<int32_t> partitions;
  std::optional<int32_t> replication;
  std::map<std::string, std::string> config;
};

class Parser {
 public:
  explicit Parser(const TopicOverrides& overrides) : overrides_(overrides) {}

  std::vector<log::TopicSpec> Parse(const YAML::Node& root) {
    YamlSection file(root, "the file", faults_);
    Entry defaults;
    if (const auto node = file.Find("defaults")) defaults = ParseEntry(*node, "defaults");
    std::vector<log::TopicSpec> specs;
    if (const auto node = file.Require("topics")) {
      const YamlSection topics(*node, "topics", faults_);
      for (const auto& [name, value] : topics.entries()) {
        specs.push_back(ToSpec(name, ParseEntry(value, name), defaults, LineOf(value)));
      }
      if (specs.empty()) faults_.Add(LineOf(*node), "topics must name at least one topic");
    }
    file.RefuseOthers();
    return specs;
  }

  absl::Status ToStatus(const std::string& file) const { return faults_.ToStatus(file); }

 private:
  std::optional<int32_t> ParseNumber(YamlSection& section, const std::string& key) {
    const std::optional<std::string> text = section.Text(key);
    if (!text.has_value()) return std::nullopt;
    int32_t number = 0;
    const char* const end = text->data() + text->size();
    const auto [rest, error] = std::from_chars(text->data(), end, number);
    if (error == std::errc() && rest == end && number >= 1 && number <= kNumberMax) return number;
    faults_.Add(section.LineOfKey(key), key + " must be a whole number from 1 to " +
                                            std::to_string(kNumberMax) + ", not '" + *text + "'");
    return std::nullopt;
  }

  Entry ParseEntry(const YAML::Node& node, const std::string& name) {
    YamlSection section(node, name, faults_);
    Entry entry;
    entry.partitions = ParseNumber(section, "partitions");
    entry.replication = ParseNumber(section, "replication");
    if (const auto config = section.Find("config")) {
      const YamlSection settings(*config, name + ": config", faults_);
      for (const auto& [setting, value] : settings.entries()) {
        if (value.IsScalar()) {
          entry.config[setting] = value.Scalar();
        } else {
          faults_.Add(LineOf(value), name + ": config: '" + setting + "' must be one value");
        }
      }
    }
    section.RefuseOthers();
    return entry;
  }

  log::TopicSpec ToSpec(const std::string& name, Entry entry, const Entry& defaults, int line) {
    log::TopicSpec spec{name, 0, 0, std::move(entry.config)};
    spec.config.insert(defaults.config.begin(), defaults.config.end());
    const auto usual =
        overrides_.partitions.has_value() ? overrides_.partitions : defaults.partitions;
    const auto partitions = entry.partitions.has_value() ? entry.partitions : usual;
    if (!partitions.has_value())
      faults_.Add(line, name + " lacks 'partitions', as do the defaults");
    spec.partitions = partitions.value_or(0);
    const auto replication =
        entry.replication.has_value() ? entry.replication : defaults.replication;
    if (overrides_.replication.has_value()) {
      return log::WithReplication(std::move(spec), *overrides_.replication);
    }
    if (!replication.has_value())
      faults_.Add(line, name + " lacks 'replication', as do the defaults");
    spec.replication = replication.value_or(0);
    return spec;
  }

  const TopicOverrides overrides_;
  FaultList faults_;
};

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in.is_open()) text << in.rdbuf();
  if (!in.is_open() || in.bad() || text.str().empty()) {
    return InvalidArgument("the file of topics " + path + " cannot be read or is empty");
  }
  return text.str();
}

}  // namespace

absl::StatusOr<std::vector<log::TopicSpec>> ParseTopics(const std::string& text,
                                                        const std::string& file,
                                                        const TopicOverrides& overrides) {
  YAML::Node root;
  try {
    root = YAML::Load(text);
  } catch (const YAML::Exception& error) {
    return InvalidArgument(file + ":" + std::to_string(error.mark.line + 1) + ": " + error.msg);
  }
  Parser parser(overrides);
  std::vector<log::TopicSpec> specs = parser.Parse(root);
  DOCKET_RETURN_IF_ERROR(parser.ToStatus(file));
  for (const log::TopicSpec& spec : specs) {
    if (absl::Status status = log::CheckSpec(spec); !status.ok()) return Annotate(status, file);
  }
  return specs;
}

absl::StatusOr<std::vector<log::TopicSpec>> LoadTopics(const std::string& path,
                                                       const TopicOverrides& overrides) {
  if (path.empty()) return ParseTopics(kBuiltInTopics, "deploy/kafka/topics.yaml", overrides);
  DOCKET_ASSIGN_OR_RETURN(const std::string text, ReadText(path));
  return ParseTopics(text, path, overrides);
}

}  // namespace docket::docketctl
