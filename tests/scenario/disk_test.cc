// A disk that fills up: a small file system in memory, and a ballast file that takes its room.
// Needs the right to mount.

#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include "libs/runtime/disk_space.h"
#include "tests/scenario/scenario.h"
#include "tests/scenario/ticket_client.h"

namespace docket {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

constexpr int64_t kMebibyte = 1 << 20;
constexpr std::chrono::seconds kDeadline{30};
constexpr int64_t kDiskSize = 192 * kMebibyte;
constexpr size_t kLarge = 30'000;  // Characters of a ticket, of 6 bits each.
constexpr size_t kMoreThanFits = 2 * kDiskSize / kLarge;

// A text that no compression makes much smaller.
std::string Noise(int seed) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::mt19937 draw(static_cast<uint32_t>(seed));
  std::string text(kLarge, ' ');
  for (char& letter : text) letter = kLetters[draw() % kLetters.size()];
  return text;
}

class Disk : public Scenario {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(data_ / "disk");
    if (mount("docket", (data_ / "disk").c_str(), "tmpfs", 0,
              ("size=" + std::to_string(kDiskSize)).c_str()) != 0) {
      GTEST_SKIP() << "left out, for this user may not mount a file system";
    }
    mounted_ = true;
  }
  void TearDown() override {
    server_.reset();
    if (mounted_) {
      EXPECT_EQ(umount2((data_ / "disk").c_str(), MNT_DETACH), 0);
    }
  }

  void StartWithMark(const std::string& mebibytes) {
    Start("disk/data", {"--low-space-mib", mebibytes, "--low-space-percent", "0"});
  }

  // Takes room until so much is free.
  void LeaveFree(int64_t bytes) {
    const auto space = runtime::DiskSpaceOf(data_ / "disk");
    ASSERT_TRUE(space.ok());
    const int file = open(Ballast().c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    const auto taken = static_cast<off_t>(space->free_bytes) - bytes;
    EXPECT_EQ(posix_fallocate(file, 0, taken), 0);
    close(file);
  }
  void GiveBack() { std::filesystem::remove(Ballast()); }
  std::string Ballast() const { return data_ / "disk/ballast"; }

  Outcome TryOpen(int number) {
    return Docketctl({"ticket", "create", "--customer", "member-1", "--subject", "A kettle",
                      "--description", Noise(number), "--request-id",
                      "r-" + std::to_string(number)});
  }
  // Opens under the same request until it succeeds; its id.
  std::string Open(int number) {
    const auto until = steady_clock::now() + kDeadline;
    Outcome opened = TryOpen(number);
    while (opened.exit != 0 && steady_clock::now() < until) opened = TryOpen(number);
    EXPECT_EQ(opened.exit, 0) << opened.output;
    return opened.exit == 0 ? std::string(json::parse(opened.output)["ticket_id"]) : "";
  }

  // Opens a large ticket; its id, or none if it was not acknowledged.
  static std::optional<std::string> OpenLarge(TicketClient& client, int number) {
    grpc::ClientContext context;
    client.Prepare(context);
    v1::OpenTicketRequest request;
    request.set_request_id("large-" + std::to_string(number));
    request.mutable_ticket()->mutable_requester()->set_customer_key("member-1");
    request.mutable_ticket()->set_channel(v1::CHANNEL_API);
    request.mutable_ticket()->set_subject("A kettle");
    request.mutable_ticket()->set_description(Noise(number));
    v1::OpenTicketResponse response;
    if (!client.tickets().OpenTicket(&context, request, &response).ok()) return std::nullopt;
    return response.receipt().ticket_id();
  }

  bool mounted_ = false;
};

TEST_F(Disk, BelowTheMarkNothingIsWrittenAndEverythingCanBeRead) {
  ASSERT_NO_FATAL_FAILURE(StartWithMark("32"));
  const std::string id = Open(1);
  ASSERT_NO_FATAL_FAILURE(LeaveFree(16 * kMebibyte));
  const auto until = steady_clock::now() + kDeadline;
  int next = 2;
  while (TryOpen(next).exit == 0 && steady_clock::now() < until) ++next;
  ASSERT_LT(steady_clock::now(), until) << "it went on below the mark";
  EXPECT_EQ(Get(id)["version"], "1");
  EXPECT_THAT(Complaint({"--roles", "operator", "projection", "rebuild"}),
              ::testing::HasSubstr("docketctl: intake/0: the disk of "));
  GiveBack();
  EXPECT_EQ(Get(Open(next))["version"], "1");
}

TEST_F(Disk, WhenItIsFullNothingAcknowledgedIsLost) {
  ASSERT_NO_FATAL_FAILURE(StartWithMark("0"));
  std::vector<std::string> ids = {Open(1)};
  ASSERT_NO_FATAL_FAILURE(LeaveFree(kMebibyte));
  // More than the whole disk holds, whatever the log has set aside for itself.
  TicketClient client(address_);
  std::optional<std::string> opened = ids.front();
  for (int i = 2; opened.has_value() && ids.size() < kMoreThanFits; ++i) {
    opened = OpenLarge(client, i);
    if (opened.has_value()) ids.push_back(*opened);
  }
  ASSERT_FALSE(opened.has_value()) << "the disk did not fill up";
  GiveBack();
  server_->Signal(SIGKILL);  // If it has not ended by itself.
  server_->Wait();
  ASSERT_NO_FATAL_FAILURE(StartWithMark("0"));
  TicketClient after(address_);
  for (const std::string& id : ids) {
    v1::GetTicketRequest request;
    request.set_ticket_id(id);
    v1::GetTicketResponse response;
    EXPECT_TRUE(after.Get(request, response).ok()) << "lost: " << id;
  }
  Open(10'000);
}

}  // namespace
}  // namespace docket
