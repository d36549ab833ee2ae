#include "libs/hosting/known_topics.h"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace docket::hosting {
namespace {

namespace fs = std::filesystem;
using Topics = std::map<std::string, int32_t>;

// A line with the log's id, then one for each topic.
absl::StatusOr<Topics> Read(const fs::path& file, const std::string& log_id) {
  Topics topics;
  if (!fs::exists(file)) return topics;
  std::ifstream in(file);
  std::string of_log;
  if (!std::getline(in, of_log)) return Unavailable("cannot read " + file.string());
  if (of_log != log_id) return topics;
  std::string topic;
  int32_t partitions = 0;
  while (in >> topic) {
    if (!(in >> partitions) || partitions < 1) {
      return DataLoss(file.string() +
                      " does not name topics with their partitions: put back what "
                      "it was, or remove it if no topic has changed since");
    }
    topics[topic] = partitions;
  }
  return topics;
}

// A crash leaves the old file or the new one. What is lost is found again on the next start.
absl::Status Write(const fs::path& file, const std::string& log_id, const Topics& topics) {
  const fs::path partial = file.string() + ".partial";
  std::ofstream out(partial);
  out << log_id << '\n';
  for (const auto& [topic, partitions] : topics) out << topic << ' ' << partitions << '\n';
  out.close();
  std::error_code error;
  if (out) fs::rename(partial, file, error);
  if (!out || error) return Unavailable("cannot write " + file.string());
  return absl::OkStatus();
}

}  // namespace

absl::Status RememberTopics(const std::string& directory, const std::string& log_id,
                            const std::map<std::string, int32_t>& partitions) {
  const fs::path file = fs::path(directory) / "topics";
  DOCKET_ASSIGN_OR_RETURN(Topics known, Read(file, log_id));
  const size_t known_before = known.size();
  for (const auto& [topic, count] : partitions) {
    const int32_t had = known.emplace(topic, count).first->second;
    if (had == count) continue;
    return FailedPrecondition("topic " + topic + " has " + std::to_string(count) +
                              " partitions and had " + std::to_string(had) + " when " + directory +
                              " was folded: their number is fixed, for it says where each ticket "
                              "lives; see deploy/kafka/README.md");
  }
  return known.size() == known_before ? absl::OkStatus() : Write(file, log_id, known);
}

}  // namespace docket::hosting
