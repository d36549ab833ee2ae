#include "libs/log/embedded/catalog.h"

#include <algorithm>
#include <limits>

namespace docket::log::embedded {
namespace {

constexpr int32_t kPartitionsMax = 65'536;  // As many as there are slots.

absl::Status Garbled(std::string_view what) {
  return DataLoss(
      "the embedded log's " + std::string(what) +
      " cannot be read; keep its directory for inspection and put a whole copy of it in its "
      "place");
}

absl::StatusOr<Catalog> LoadCatalog(const Database& database) {
  Catalog catalog;
  DOCKET_ASSIGN_OR_RETURN(const auto log_id, database.Get(LogIdKey()));
  if (!log_id.has_value()) return Garbled("id");
  catalog.log_id = *log_id;
  bool readable = true;
  DOCKET_RETURN_IF_ERROR(
      database.Scan(TopicsBegin(), TopicsEnd(), [&](std::string_view key, std::string_view value) {
        const std::optional<Topic> topic = DecodeTopic(value);
        readable = topic.has_value();
        if (readable) catalog.topics.emplace(TopicNameOf(key), *topic);
        return readable;
      }));
  if (!readable) return Garbled("list of topics");
  return catalog;
}

absl::Status CheckWanted(const Catalog& catalog, const std::string& name, int32_t partitions) {
  if (partitions < 1 || partitions > kPartitionsMax) {
    return InvalidArgument("topic " + name + " cannot have " + std::to_string(partitions) +
                           " partitions: ask for 1 to " + std::to_string(kPartitionsMax));
  }
  const auto known = catalog.topics.find(name);
  if (known == catalog.topics.end() || known->second.partitions == partitions) {
    return absl::OkStatus();
  }
  return FailedPrecondition("topic " + name + " has " + std::to_string(known->second.partitions) +
                            " partitions and " + std::to_string(partitions) +
                            " are configured: the number is fixed at the topic's creation, "
                            "configure " +
                            std::to_string(known->second.partitions));
}

int NextNumber(const Catalog& catalog) {
  int next = 0;
  for (const auto& [name, topic] : catalog.topics) next = std::max(next, topic.number + 1);
  return next;
}

}  // namespace

absl::StatusOr<Catalog> OpenCatalog(Database& database,
                                    const std::map<std::string, int32_t>& wanted) {
  DOCKET_ASSIGN_OR_RETURN(Catalog catalog, LoadCatalog(database));
  Rows added;
  for (const auto& [name, partitions] : wanted) {
    DOCKET_RETURN_IF_ERROR(CheckWanted(catalog, name, partitions));
    if (catalog.topics.contains(name)) continue;
    const int number = NextNumber(catalog);
    if (number > std::numeric_limits<uint16_t>::max()) {
      return InvalidArgument("no room for topic " + name + ": the log has 65,536 topics");
    }
    const Topic topic{static_cast<uint16_t>(number), partitions};
    catalog.topics.emplace(name, topic);
    added.emplace_back(TopicKey(name), EncodeTopic(topic));
  }
  if (!added.empty()) DOCKET_RETURN_IF_ERROR(database.Write(added));
  return catalog;
}

absl::StatusOr<Offset> FindEnd(const Database& database, const std::string& partition_code) {
  DOCKET_ASSIGN_OR_RETURN(
      const std::optional<std::string> last,
      database.LastKey(RecordKey(partition_code, 0), RecordsEnd(partition_code)));
  return last.has_value() ? OffsetOf(*last) + 1 : 0;
}

absl::StatusOr<uint64_t> CountRecords(const Database& database) {
  DOCKET_ASSIGN_OR_RETURN(const Catalog catalog, LoadCatalog(database));
  uint64_t records = 0;
  for (const auto& [name, topic] : catalog.topics) {
    for (int32_t partition = 0; partition < topic.partitions; ++partition) {
      DOCKET_ASSIGN_OR_RETURN(const Offset end,
                              FindEnd(database, PartitionCode(topic.number, partition)));
      records += static_cast<uint64_t>(end);
    }
  }
  return records;
}

}  // namespace docket::log::embedded
