#pragma once

// What scenarios share: the programs as they are shipped, on a directory of their own.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <signal.h>

#include "libs/testing/child_process.h"
#include "libs/testing/scratch_directory.h"

namespace docket {

inline constexpr std::chrono::seconds kStartDeadline{30};
// For what comes about by itself.
inline constexpr std::chrono::seconds kPatience{30};

struct Outcome {
  int exit = 0;
  std::string output;
};

// The real server and docketctl beside it.
class Scenario : public ::testing::Test {
 protected:
  // Serves `directory`, with `more` arguments.
  void Start(const std::string& directory = "data", const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {DOCKET_BIN "/docket", "--data", data_ / directory,
                                          "--address", listen_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    server_ = std::make_unique<testing::ChildProcess>(arguments);
    const std::optional<std::string> address =
        server_->WaitForLine("docket serves at ", kStartDeadline);
    ASSERT_TRUE(address.has_value()) << "docket did not start";
    address_ = *address;
  }

  void Kill() {
    server_->Signal(SIGKILL);
    ASSERT_EQ(server_->Wait(), -SIGKILL);
  }

  // Runs `arguments[0]` with the rest as its arguments to its end.
  static Outcome Run(const std::vector<std::string>& arguments) {
    testing::ChildProcess command(arguments);
    Outcome outcome;
    outcome.output = command.ReadAll();
    outcome.exit = command.Wait();
    return outcome;
  }

  Outcome Docketctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {DOCKET_BIN "/docketctl", "--json", "--address", address_});
    return Run(arguments);
  }

  // What docketctl says to `arguments` on standard error; it must fail.
  std::string Complaint(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"/bin/sh", "-c", R"(exec "$@" 2>&1 >/dev/null)", "sh",
                                         DOCKET_BIN "/docketctl", "--address", address_});
    const Outcome outcome = Run(arguments);
    EXPECT_NE(outcome.exit, 0);
    return outcome.output;
  }

  // Whether `met` comes to be true.
  static bool Eventually(const std::function<bool()>& met) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < end) {
      if (met()) return true;
    }
    return false;
  }

  // How often what happened to the ticket.
  std::map<std::string, int> EventsOf(const std::string& ticket_id) {
    const Outcome outcome = Docketctl({"ticket", "timeline", ticket_id});
    EXPECT_EQ(outcome.exit, 0) << outcome.output;
    std::map<std::string, int> events;
    nlohmann::json timeline = nlohmann::json::parse(outcome.output);
    for (nlohmann::json& entry : timeline["timeline_entries"]) {
      for (const nlohmann::json& event : entry["events"]) ++events[event.begin().key()];
    }
    return events;
  }

  nlohmann::json Get(const std::string& ticket_id) {
    const Outcome got = Docketctl({"ticket", "get", ticket_id});
    EXPECT_EQ(got.exit, 0) << got.output;
    return nlohmann::json::parse(got.output);
  }

  testing::ScratchDirectory data_;
  std::unique_ptr<testing::ChildProcess> server_;
  // Where a server is told to listen. A socket in the file system is the same after a restart.
  std::string listen_ = "127.0.0.1:0";
  std::string address_;
};

}  // namespace docket
