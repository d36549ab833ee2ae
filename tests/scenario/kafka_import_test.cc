// A history of another system, taken in by several instances on a real broker, is what it is on an
// embedded log.

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "libs/log/embedded/embedded_event_log.h"
#include "libs/log/kafka/kafka_event_log.h"
#include "tests/import/incident_log.h"
#include "tests/import/python.h"
#include "tests/scenario/kafka_scenario.h"

namespace docket {
namespace {

using nlohmann::json;

constexpr char kMapping[] = DOCKET_SOURCE_DIR "/tools/docketctl/mappings/servicenow.yaml";

// How many rows of the incident log are taken in; by DOCKET_IMPORT_ROWS another number, such as all
// 119998, for which a debug build needs some minutes.
std::string RowCount() {
  const char* given = std::getenv("DOCKET_IMPORT_ROWS");
  return given == nullptr ? "8000" : given;
}

constexpr int kCommitsBeforeKill = 500;

// Writes the first lines of an xz file: the head and as many rows.
constexpr char kCut[] = R"(
import itertools, lzma, sys
with lzma.open(sys.argv[1], "rt", encoding="utf-8") as log, open(sys.argv[3], "w") as cut:
    cut.writelines(itertools.islice(log, 1 + int(sys.argv[2])))
)";

class KafkaImport : public KafkaScenario {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(IncidentLog())) {
      GTEST_SKIP() << "no incident log at " << IncidentLog() << "; set DOCKET_REAL_DATA";
    }
    ASSERT_EQ(RunPython({"-c", kCut, IncidentLog(), RowCount(), rows()}).exit_status, 0);
  }

  std::string rows() const { return data_ / "rows.csv"; }

  std::vector<std::string> ImportAt(const std::string& address) const {
    return {DOCKET_BIN "/docketctl",
            "--json",
            "--address",
            address,
            "--actor",
            "service:import",
            "--roles",
            "import",
            "import",
            "--mapping",
            kMapping,
            "--rejected",
            data_ / "rejected.csv",
            rows()};
  }

  // The sum over all units of the server at `address`.
  json DigestAt(const std::string& address) {
    address_ = address;
    const Outcome outcome = Docketctl({"--roles", "operator", "projection", "digest"});
    EXPECT_EQ(outcome.exit, 0) << outcome.output;
    return json::parse(outcome.output)["sum"][0];
  }

  // The digest at `address` once it is as `wanted`; its last one if it does not come to be.
  json EventuallyDigestAt(const std::string& address,
                          const std::function<bool(const json&)>& wanted) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    json digest = DigestAt(address);
    while (!wanted(digest) && std::chrono::steady_clock::now() < until) digest = DigestAt(address);
    return digest;
  }

  // Waits until `instance` has so many commits, of whatever partitions.
  void AwaitCommits(const Instance& instance, int commits) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      const json table = DigestAt(instance.address)["tables"][1];
      ASSERT_EQ(table["table"], "ticket.commits");
      // An empty table has no number of rows.
      if (std::stoi(table.value("rows", "0")) >= commits) return;
      ASSERT_LT(std::chrono::steady_clock::now(), until) << "the import does not get on";
    }
  }

  // Writes what the broker's topics hold to the log of the directory `directory`, which has as many
  // partitions.
  void CopyLogTo(const std::string& directory) {
    log::KafkaOptions options;
    options.brokers = testing::SharedBroker(1).address();
    options.topics = {log::EventsTopic("ticket"), log::CommandsTopic("ticket")};
    const auto from = log::KafkaEventLog::Open(options);
    ASSERT_TRUE(from.ok()) << from.status();
    const auto to =
        log::EmbeddedEventLog::Open({.directory = data_ / (directory + "/log"), .topics = {}});
    ASSERT_TRUE(to.ok()) << to.status();
    for (const std::string& topic : options.topics) {
      for (int32_t partition = 0; partition < kPartitions; ++partition) {
        ASSERT_NO_FATAL_FAILURE(CopyPartition(**from, **to, {topic, partition}));
      }
    }
  }

 private:
  static void CopyPartition(log::EventLog& from, log::EventLog& to,
                            const log::TopicPartition& place) {
    const log::EndHandle asked = from.QueryEnd(place, 0);
    std::optional<absl::StatusOr<log::Offset>> end;
    while (!end.has_value()) end = from.Poll(asked);
    ASSERT_TRUE(end->ok()) << end->status();
    for (log::Offset next = 0; next < **end;) {
      const log::ReadResult read = from.Read(place, next, {});
      if (std::holds_alternative<log::CaughtUp>(read)) continue;  // It is being fetched.
      ASSERT_TRUE(std::holds_alternative<log::Records>(read));
      std::vector<log::Record> records;
      for (const log::LogRecord& record : std::get<log::Records>(read).records) {
        ASSERT_EQ(record.offset, next) << "a gap, which the copy would not have";
        records.push_back(record.record);
        ++next;
      }
      const log::AppendHandle append = to.Append(place, std::move(records));
      std::optional<log::AppendResult> written;
      while (!written.has_value()) written = to.Poll(append);
      ASSERT_TRUE(std::holds_alternative<log::Written>(*written));
    }
  }
};

// One of the owners is killed in between, and none of its partitions' rows is lost or there twice.
TEST_F(KafkaImport, ByTwoInstancesIsWhatItIsOnAnEmbeddedLog) {
  ASSERT_NO_FATAL_FAILURE(StartTwo());
  testing::ChildProcess import(ImportAt(one_.address));
  ASSERT_NO_FATAL_FAILURE(AwaitCommits(two_, kCommitsBeforeKill));
  ASSERT_NO_FATAL_FAILURE(KillInstance(two_));
  ASSERT_NO_FATAL_FAILURE(StartInstance(two_, "two"));
  const json counts = json::parse(import.ReadAll());
  const int exit = import.Wait();
  EXPECT_EQ(counts["commands"], counts["answered"]);
  EXPECT_EQ(counts["refused"], 0);

  ASSERT_NO_FATAL_FAILURE(Start("embedded"));
  const Outcome embedded = Run(ImportAt(address_));
  EXPECT_EQ(embedded.exit, exit);
  EXPECT_EQ(json::parse(embedded.output)["commands"], counts["commands"]);
  const json content = DigestAt(address_)["content"];
  ASSERT_NO_FATAL_FAILURE(Kill());

  const json shared = EventuallyDigestAt(
      one_.address, [&](const json& digest) { return digest["content"] == content; });
  EXPECT_EQ(shared["content"], content);
  const auto is_shared = [&](const json& digest) { return digest == shared; };
  EXPECT_EQ(EventuallyDigestAt(two_.address, is_shared), shared);

  // The same records at the same places are the same rows to the byte.
  ASSERT_NO_FATAL_FAILURE(Start("copied"));
  EXPECT_NE(DigestAt(address_), shared);
  ASSERT_NO_FATAL_FAILURE(Kill());
  ASSERT_NO_FATAL_FAILURE(CopyLogTo("copied"));
  ASSERT_NO_FATAL_FAILURE(Start("copied"));
  EXPECT_EQ(EventuallyDigestAt(address_, is_shared), shared);
}

}  // namespace
}  // namespace docket
