#pragma once

// The topics of an embedded log, the log's id, and where its partitions end.

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "libs/base/status.h"
#include "libs/log/embedded/database.h"
#include "libs/log/embedded/layout.h"

namespace docket::log::embedded {

struct Catalog {
  std::string log_id;
  std::map<std::string, Topic, std::less<>> topics;
};

// What `database` holds, after adding those of `wanted` (name -> partitions) that it lacks. The
// number of partitions decides where a key lives, so FAILED_PRECONDITION if a topic has another
// number than wanted; INVALID_ARGUMENT if a wanted number is not 1 to 65,536.
absl::StatusOr<Catalog> OpenCatalog(Database& database,
                                    const std::map<std::string, int32_t>& wanted);

// One past the last record of the partition that keys name `partition_code`.
absl::StatusOr<Offset> FindEnd(const Database& database, const std::string& partition_code);

// How many records `database` holds, of all topics: offsets have no gaps here.
absl::StatusOr<uint64_t> CountRecords(const Database& database);

}  // namespace docket::log::embedded
