#include "libs/testing/child_process.h"

#include <array>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libs/base/check.h"

extern char** environ;

namespace docket::testing {

using std::chrono::milliseconds;

ChildProcess::ChildProcess(const std::vector<std::string>& arguments) {
  int ends[2];
  DOCKET_CHECK(pipe2(ends, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  // A test that aborts runs no destructor, and who waits for the end of its output would wait for
  // what it left behind.
  std::string with_parent[] = {"/usr/bin/setpriv", "--pdeathsig", "KILL"};
  std::vector<char*> argv;
  for (std::string& argument : with_parent) argv.push_back(argument.data());
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  DOCKET_CHECK(posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  output_ = ends[0];
}

ChildProcess::~ChildProcess() {
  Signal(SIGKILL);
  Wait();
  close(output_);
}

std::optional<std::string> ChildProcess::WaitForLine(const std::string& prefix,
                                                     milliseconds deadline) {
  const auto end_time = std::chrono::steady_clock::now() + deadline;
  while (true) {
    const size_t end = unread_.find('\n');
    if (end != std::string::npos) {
      const std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      if (line.starts_with(prefix)) return line.substr(prefix.size());
      continue;
    }
    const auto left =
        std::chrono::duration_cast<milliseconds>(end_time - std::chrono::steady_clock::now());
    if (left.count() <= 0 || !ReadMore(left)) return std::nullopt;
  }
}

std::string ChildProcess::ReadAll() {
  while (ReadMore(milliseconds(-1))) {
  }
  return std::move(unread_);
}

void ChildProcess::Signal(int signal) const {
  if (pid_ > 0) kill(pid_, signal);
}

int ChildProcess::Wait() { return *Reap(0); }

std::optional<int> ChildProcess::Poll() { return Reap(WNOHANG); }

std::optional<int> ChildProcess::Reap(int options) {
  if (pid_ <= 0) return 0;
  int status = 0;
  const pid_t ended = waitpid(pid_, &status, options);
  if (ended == 0) return std::nullopt;
  DOCKET_CHECK(ended == pid_);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Reads what there is, waiting up to `deadline` (without end if negative); false at the end of the
// output and when nothing comes.
bool ChildProcess::ReadMore(milliseconds deadline) {
  pollfd wait{.fd = output_, .events = POLLIN, .revents = 0};
  if (poll(&wait, 1, static_cast<int>(deadline.count())) <= 0) return false;
  std::array<char, 4096> bytes;
  const ssize_t size = read(output_, bytes.data(), bytes.size());
  if (size <= 0) return false;
  unread_.append(bytes.data(), static_cast<size_t>(size));
  return true;
}

}  // namespace docket::testing
