#pragma once

// `tools/dev run` as somebody types it, in a tree of the test's own in which all is built already.

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/scenario/scenario.h"

namespace docket {

inline std::vector<std::string> InShell(const std::string& directory, const std::string& command) {
  return {"/bin/sh", "-c", "cd '" + directory + "' && exec " + command};
}

class DevRunScenario : public Scenario {
 protected:
  // A tree beside the data in which tools/dev finds the programs of this build as the release.
  std::string MakeTree() {
    namespace fs = std::filesystem;
    const std::string root = data_ / "tree";
    fs::create_directories(root + "/tools");
    LinkPrograms(root);
    for (const std::string tool : {"/tools/dev", "/tools/install-packages"}) {
      fs::copy_file(DOCKET_SOURCE_DIR + tool, root + tool);
    }
    std::ofstream(root + "/tools/packages.txt") << "[build]\nbash\n";  // Which is there.
    return root;
  }

  static void LinkPrograms(const std::string& root) {
    std::filesystem::create_directories(root + "/build/release");
    std::filesystem::create_directory_symlink(DOCKET_BIN, root + "/build/release/bin");
  }

  // Has `script` answer as tools/kafka in the tree `root`.
  static void PutKafka(const std::string& root, const std::string& script) {
    const std::string path = root + "/tools/kafka";
    std::ofstream(path) << "#!/bin/sh\n" << script << '\n';
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }

  // tools/dev `arguments` in the tree `root`, where nothing is left to build.
  static std::vector<std::string> Dev(const std::string& root, const std::string& arguments) {
    return {"/bin/bash", "-c",
            "cmake() { :; }; export -f cmake; exec bash '" + root + "/tools/dev' " + arguments};
  }

  static std::unique_ptr<testing::ChildProcess> DevRun(const std::string& root,
                                                       const std::string& arguments) {
    return std::make_unique<testing::ChildProcess>(
        Dev(root, "run " + arguments + " --address 127.0.0.1:0"));
  }

  // The commands that `run` prints once the demo is there, up to the last one.
  static std::vector<std::string> ReadDemo(testing::ChildProcess& run) {
    std::vector<std::string> commands;
    while (commands.empty() || commands.back().find(" export ") == std::string::npos) {
      const std::optional<std::string> command = run.WaitForLine("  ", kStartDeadline);
      if (!command.has_value()) break;
      commands.push_back(*command);
    }
    return commands;
  }

  // Types `command` in `directory`; what it prints must hold `expected`.
  static void Type(const std::string& directory, const std::string& command,
                   const std::string& expected) {
    const Outcome typed = Run(InShell(directory, command));
    EXPECT_EQ(typed.exit, 0) << command;
    EXPECT_NE(typed.output.find(expected), std::string::npos) << command << '\n' << typed.output;
  }
};

}  // namespace docket
