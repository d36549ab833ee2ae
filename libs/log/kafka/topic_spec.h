#pragma once

// A topic as it has to be, and the rules that Docket's own topics follow: nothing in them expires
// but commands, nothing is compacted away, and in production an acknowledged record survives the
// loss of a broker.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace docket::log {

// As many copies as production needs. Who is content with fewer has to say so: that is a cluster
// for development, where a lost disk is a lost log.
inline constexpr int32_t kProductionReplication = 3;

struct TopicSpec {
  std::string name;
  int32_t partitions = 1;
  int32_t replication = 1;
  // Kafka's names: "retention.ms", "min.insync.replicas".
  std::map<std::string, std::string> config;
};

// Docket's topic `name` by the rules, with nothing but what they ask for.
TopicSpec DocketTopic(std::string_view name, int32_t partitions, int32_t replication);

// Whether what a setting of a topic `is` will do where `must` is asked for: equal, or for limits at
// least as much.
bool Satisfies(const std::string& setting, const std::string& is, const std::string& must);
// "at least 2", or just the value.
std::string InWords(const std::string& setting, const std::string& must);

// INVALID_ARGUMENT if `spec` breaks a rule of its topic or lacks a setting that one asks for.
absl::Status CheckSpec(const TopicSpec& spec);

// `spec` with so many copies, of which one may be away while records are acknowledged.
TopicSpec WithReplication(TopicSpec spec, int32_t replication);

}  // namespace docket::log
