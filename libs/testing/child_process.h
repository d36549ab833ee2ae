#pragma once

// A program run by a test: started, read line by line, killed at will. It dies with its object, and
// with the thread that started it, however that ends.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace docket::testing {

class ChildProcess {
 public:
  // Starts `arguments[0]` with the rest as its arguments. Its stdout is read here, its stderr is
  // the test's own.
  explicit ChildProcess(const std::vector<std::string>& arguments);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The rest of the first line of stdout that begins with `prefix`; none if the output ends or
  // `deadline` passes first.
  std::optional<std::string> WaitForLine(const std::string& prefix,
                                         std::chrono::milliseconds deadline);

  // Everything that it still writes to stdout.
  std::string ReadAll();

  void Signal(int signal) const;

  // Waits for its end: the exit status, or minus the signal that ended it.
  int Wait();
  // The same without waiting; none while it runs.
  std::optional<int> Poll();

 private:
  std::optional<int> Reap(int options);
  bool ReadMore(std::chrono::milliseconds deadline);

  pid_t pid_ = -1;
  int output_ = -1;
  std::string unread_;
};

}  // namespace docket::testing
