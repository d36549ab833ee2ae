#include "libs/log/kafka/topic_spec.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace docket::log {
namespace {

constexpr char kForever[] = "-1";
constexpr char kThirtyDays[] = "2592000000";
// Kafka's own default, by which a batch of the client, at most 1,000,000 bytes, fits.
constexpr char kRecordBytes[] = "1048588";

constexpr char kInSync[] = "min.insync.replicas";
constexpr char kMessageBytes[] = "max.message.bytes";

std::string InSyncOf(int32_t replication) {
  return replication >= kProductionReplication ? "2" : "1";
}

std::optional<int64_t> NumberOf(const std::string& text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Whether more than asked for will do.
bool IsLimit(const std::string& setting) { return setting == kInSync || setting == kMessageBytes; }

bool IsCommands(std::string_view name) { return name.find(".commands.") != std::string_view::npos; }

}  // namespace

TopicSpec DocketTopic(std::string_view name, int32_t partitions, int32_t replication) {
  TopicSpec spec{std::string(name), partitions, replication, {}};
  spec.config = {
      {"cleanup.policy", "delete"},  {"retention.ms", IsCommands(name) ? kThirtyDays : kForever},
      {"retention.bytes", kForever}, {"message.timestamp.type", "CreateTime"},
      {kMessageBytes, kRecordBytes}, {kInSync, InSyncOf(replication)}};
  if (replication >= kProductionReplication) {
    spec.config["unclean.leader.election.enable"] = "false";
  }
  return spec;
}

bool Satisfies(const std::string& setting, const std::string& is, const std::string& must) {
  if (!IsLimit(setting)) return is == must;
  const std::optional<int64_t> there = NumberOf(is);
  const std::optional<int64_t> asked = NumberOf(must);
  return there.has_value() && asked.has_value() && *there >= *asked;
}

std::string InWords(const std::string& setting, const std::string& must) {
  return (IsLimit(setting) ? "at least " : "") + must;
}

absl::Status CheckSpec(const TopicSpec& spec) {
  const std::string topic = "topic " + spec.name;
  if (spec.partitions < 1) return InvalidArgument(topic + ": partitions must be at least 1");
  if (spec.replication < 1) return InvalidArgument(topic + ": replication must be at least 1");
  const TopicSpec rules = DocketTopic(spec.name, spec.partitions, spec.replication);
  for (const auto& [setting, must] : rules.config) {
    const auto found = spec.config.find(setting);
    if (found == spec.config.end()) {
      return InvalidArgument(topic + " lacks " + setting + ": it must be " +
                             InWords(setting, must));
    }
    if (!Satisfies(setting, found->second, must)) {
      return InvalidArgument(topic + ": " + setting + " is " + found->second + " but must be " +
                             InWords(setting, must));
    }
  }
  return absl::OkStatus();
}

TopicSpec WithReplication(TopicSpec spec, int32_t replication) {
  spec.replication = replication;
  const auto in_sync = spec.config.find(kInSync);
  if (in_sync == spec.config.end()) return spec;
  const std::optional<int64_t> asked = NumberOf(in_sync->second);
  const int64_t most = std::max(replication - 1, 1);
  if (asked.has_value() && *asked > most) in_sync->second = std::to_string(most);
  return spec;
}

}  // namespace docket::log
