// What stands at the edges: ports, directories and files that are not as they should be.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <signal.h>

#include "libs/log/embedded/embedded_event_log.h"
#include "tests/scenario/scenario.h"

namespace docket {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class Edges : public Scenario {
 protected:
  // Starts the server where it cannot start; its exit status and all that it says.
  Outcome Refused(const std::string& directory, const std::string& address = "127.0.0.1:0") {
    testing::ChildProcess server({"/bin/sh", "-c", R"(exec timeout 30 "$@" 2>&1)", "sh",
                                  DOCKET_BIN "/docket", "--data", data_ / directory, "--address",
                                  address});
    Outcome outcome;
    outcome.output = server.ReadAll();
    outcome.exit = server.Wait();
    return outcome;
  }

  void Stop() {
    server_->Signal(SIGTERM);
    ASSERT_EQ(server_->Wait(), 0);
  }

  // Opens `count` tickets with long descriptions and gives their ids.
  std::vector<std::string> Open(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) {
      const Outcome opened = Docketctl(
          {"ticket", "create", "--customer", "member-" + std::to_string(i), "--subject", "A kettle",
           "--description", std::string(20'000, 'x'), "--request-id", "r-" + std::to_string(i)});
      EXPECT_EQ(opened.exit, 0) << opened.output;
      ids.push_back(json::parse(opened.output)["ticket_id"]);
    }
    return ids;
  }

  // The largest file below `directory` whose name ends so.
  fs::path Largest(const std::string& directory, const std::string& ending) {
    fs::path largest;
    for (const auto& entry : fs::recursive_directory_iterator(data_ / directory)) {
      if (entry.path().extension() != ending) continue;
      if (largest.empty() || entry.file_size() > fs::file_size(largest)) largest = entry.path();
    }
    return largest;
  }

  // Turns every bit of `size` bytes at `offset`; the same again puts them back.
  static void Flip(const fs::path& path, std::streamoff offset, size_t size) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    std::string bytes(size, '\0');
    file.seekg(offset).read(bytes.data(), static_cast<std::streamsize>(size));
    for (char& byte : bytes) byte = static_cast<char>(~byte);
    file.seekp(offset).write(bytes.data(), static_cast<std::streamsize>(size));
    ASSERT_TRUE(file.good()) << path;
  }
};

TEST_F(Edges, APortInUseIsNamed) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const Outcome second = Refused("other", address_);
  EXPECT_EQ(second.exit, 1);
  EXPECT_THAT(second.output, HasSubstr("cannot listen at " + address_));
}

TEST_F(Edges, ADirectoryOfSomethingElseIsLeftAlone) {
  fs::create_directories(data_ / "data/log");
  std::ofstream(data_ / "data/log/letters.txt") << "dear diary";
  const Outcome start = Refused("data");
  EXPECT_EQ(start.exit, 1);
  EXPECT_THAT(start.output, AllOf(HasSubstr("not an embedded log"), HasSubstr("an empty one")));
  EXPECT_EQ(fs::file_size(data_ / "data/log/letters.txt"), 10);
}

TEST_F(Edges, ALogOfANewerReleaseIsNotTouched) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_NO_FATAL_FAILURE(Stop());
  std::string format;
  std::getline(std::ifstream(data_ / "data/log/FORMAT"), format);
  std::ofstream(data_ / "data/log/FORMAT") << format << "0\n";  // 1 becomes 10.
  const Outcome start = Refused("data");
  EXPECT_EQ(start.exit, 1);
  EXPECT_THAT(start.output, HasSubstr("start the release that wrote it, or a newer one"));
}

TEST_F(Edges, ADamagedLogIsRefusedAndNotRepairedBehindOnesBack) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::vector<std::string> ids = Open(20);
  ASSERT_NO_FATAL_FAILURE(Kill());
  const fs::path file = Largest("data/log", ".log");  // Of RocksDB's write-ahead log.
  const auto middle = static_cast<std::streamoff>(fs::file_size(file) / 2);
  ASSERT_GT(middle, 64 << 10);
  Flip(file, middle, 1);
  const Outcome start = Refused("data");
  EXPECT_EQ(start.exit, 1);
  EXPECT_THAT(start.output, AllOf(HasSubstr("is damaged"), HasSubstr("put a whole copy of it")));
  Flip(file, middle, 1);
  ASSERT_NO_FATAL_FAILURE(Start());
  for (const std::string& id : ids) EXPECT_EQ(Get(id)["version"], "1");
}

TEST_F(Edges, ALogWithoutItsNewestFileIsRefusedAndTakenBackWhole) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::vector<std::string> ids = Open(20);
  ASSERT_NO_FATAL_FAILURE(Kill());
  fs::copy(data_ / "data/log", data_ / "copy", fs::copy_options::recursive);
  fs::remove(Largest("data/log", ".log"));
  const Outcome start = Refused("data");
  EXPECT_EQ(start.exit, 1);
  EXPECT_THAT(start.output, AllOf(HasSubstr("lost records that were acknowledged"),
                                  HasSubstr("keep the directory"), HasSubstr("whole copy")));
  fs::rename(data_ / "data/log", data_ / "cut");
  fs::rename(data_ / "copy", data_ / "data/log");
  ASSERT_NO_FATAL_FAILURE(Start());
  for (const std::string& id : ids) EXPECT_EQ(Get(id)["version"], "1");
}

// Nothing but a verification reads what was folded long ago.
TEST_F(Edges, DamageToOldRecordsIsToldByAVerificationAndByTheDoctorAfterIt) {
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "1"}));
  const std::string id = Open(20).front();
  ASSERT_NO_FATAL_FAILURE(Stop());
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "1"}));  // The records are in a table now.
  EXPECT_EQ(Docketctl({"--roles", "operator", "projection", "verify"}).exit, 0);
  ASSERT_NO_FATAL_FAILURE(Stop());
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "1"}));
  const fs::path table = Largest("data/log", ".sst");
  Flip(table, 0, fs::file_size(table) / 2);
  EXPECT_EQ(Docketctl({"doctor"}).exit, 0);
  const Outcome verified = Docketctl({"--roles", "operator", "projection", "verify"});
  EXPECT_NE(verified.exit, 0);
  EXPECT_THAT(verified.output,
              AllOf(HasSubstr("cannot be compared"), HasSubstr("of docket.ticket.events.v1/0: "),
                    HasSubstr("keep the log's directory")));
  const Outcome doctor = Docketctl({"doctor"});
  EXPECT_NE(doctor.exit, 0);
  EXPECT_THAT(doctor.output, AllOf(HasSubstr("the last verification or rebuild found"),
                                   HasSubstr("of docket.ticket.events.v1/0: ")));
  EXPECT_EQ(Get(id)["version"], "1");
}

// What was folded before is all that is left of it.
TEST_F(Edges, ARebuildLeavesTheRowsAloneWhereTheLogIsDamaged) {
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "1"}));
  const std::string id = Open(20).front();
  ASSERT_NO_FATAL_FAILURE(Stop());
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "1"}));  // The records are in a table now.
  ASSERT_NO_FATAL_FAILURE(Stop());
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "1"}));
  const fs::path table = Largest("data/log", ".sst");
  Flip(table, 0, fs::file_size(table) / 2);
  EXPECT_THAT(Complaint({"--roles", "operator", "projection", "rebuild"}),
              AllOf(HasSubstr("intake/0: it was not rebuilt and keeps the rows that it has"),
                    HasSubstr("of docket.ticket.events.v1/0: "), HasSubstr("put a whole copy")));
  EXPECT_EQ(Get(id)["version"], "1");
  EXPECT_THAT(Docketctl({"doctor"}).output, HasSubstr("rebuild found: it was not rebuilt"));
  Flip(table, 0, fs::file_size(table) / 2);
  EXPECT_EQ(Docketctl({"--roles", "operator", "projection", "rebuild"}).exit, 0);
  EXPECT_EQ(Get(id)["version"], "1");
}

TEST_F(Edges, StoresOfTwoPartitionsThatWereSwappedAreSetAsideAndRebuilt) {
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "2"}));
  const size_t opened = Open(20).size();
  ASSERT_NO_FATAL_FAILURE(Stop());
  fs::rename(data_ / "data/stores/intake/0", data_ / "data/stores/intake/2");
  fs::rename(data_ / "data/stores/intake/1", data_ / "data/stores/intake/0");
  fs::rename(data_ / "data/stores/intake/2", data_ / "data/stores/intake/1");
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "2"}));
  const Outcome listed = Docketctl({"ticket", "list", "--page-size", "100"});
  ASSERT_EQ(listed.exit, 0) << listed.output;
  EXPECT_EQ(json::parse(listed.output)["tickets"].size(), opened);
  EXPECT_EQ(Docketctl({"--roles", "operator", "projection", "verify"}).exit, 0);
}

TEST_F(Edges, ADamagedStoreIsSetAsideAndRebuilt) {
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "1"}));
  const std::vector<std::string> ids = Open(20);
  ASSERT_NO_FATAL_FAILURE(Stop());
  for (const auto& entry : fs::recursive_directory_iterator(data_ / "data/stores")) {
    if (entry.path().extension() == ".sst") Flip(entry.path(), 0, entry.file_size() / 2);
  }
  ASSERT_NO_FATAL_FAILURE(Start("data", {"--partitions", "1"}));
  EXPECT_TRUE(std::ranges::any_of(
      fs::directory_iterator(data_ / "data/stores/intake"), [](const fs::directory_entry& entry) {
        return entry.path().string().find(".aside-") != std::string::npos;
      }));
  for (const std::string& id : ids) EXPECT_EQ(Get(id)["version"], "1");
}

TEST_F(Edges, ALogThatIsGoneIsNotBegunAnewBesideWhatWasFoldedFromIt) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::vector<std::string> ids = Open(1);
  ASSERT_NO_FATAL_FAILURE(Stop());
  fs::rename(data_ / "data/log", data_ / "elsewhere");
  const Outcome start = Refused("data");
  EXPECT_EQ(start.exit, 1);
  EXPECT_THAT(start.output, AllOf(HasSubstr("data/log is gone"), HasSubstr("put the log back")));
  fs::create_directory(data_ / "data/log");  // As where a disk was not mounted.
  EXPECT_EQ(Refused("data").output, start.output);
  fs::remove(data_ / "data/log");
  fs::rename(data_ / "elsewhere", data_ / "data/log");
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Get(ids.front())["version"], "1");
}

TEST_F(Edges, AStoreBesideAnOlderCopyOfItsLogSaysThatTheLogLostRecords) {
  ASSERT_NO_FATAL_FAILURE(Start());
  ASSERT_NO_FATAL_FAILURE(Stop());
  fs::copy(data_ / "data/log", data_ / "early", fs::copy_options::recursive);
  ASSERT_NO_FATAL_FAILURE(Start());
  Open(4);
  ASSERT_NO_FATAL_FAILURE(Stop());
  fs::rename(data_ / "data/log", data_ / "late");
  fs::copy(data_ / "early", data_ / "data/log", fs::copy_options::recursive);
  const Outcome start = Refused("data");
  EXPECT_EQ(start.exit, 1);
  EXPECT_THAT(start.output, AllOf(HasSubstr("the log lost records"), HasSubstr("whole copy"),
                                  HasSubstr("remove the store")));
  fs::remove_all(data_ / "data/stores");  // The other way out that it names.
  ASSERT_NO_FATAL_FAILURE(Start());
  EXPECT_EQ(Get(Open(1).front())["version"], "1");
  EXPECT_EQ(Docketctl({"doctor"}).exit, 0);
}

TEST_F(Edges, ARecordThatIsNoCommitIsQuarantinedAndEverythingGoesOn) {
  ASSERT_NO_FATAL_FAILURE(Start());
  const std::string id = Open(1)[0];
  ASSERT_NO_FATAL_FAILURE(Stop());
  {
    auto log = log::EmbeddedEventLog::Open({.directory = data_ / "data/log", .topics = {}});
    ASSERT_TRUE(log.ok()) << log.status();
    const log::TopicPartition place{log::EventsTopic("ticket"), 2};
    const log::AppendHandle handle = (*log)->Append(place, {{"TK-WHOEVER", "no commit", {}}});
    std::optional<log::AppendResult> result;
    while (!result.has_value()) result = (*log)->Poll(handle);
    ASSERT_TRUE(std::holds_alternative<log::Written>(*result));
  }
  ASSERT_NO_FATAL_FAILURE(Start());
  const Outcome listed = Docketctl({"--roles", "operator", "quarantine", "list"});
  ASSERT_EQ(listed.exit, 0) << listed.output;
  EXPECT_THAT(listed.output, AllOf(HasSubstr("docket.ticket.events.v1"), HasSubstr("no commit")));
  EXPECT_EQ(Get(id)["version"], "1");
}

}  // namespace
}  // namespace docket
