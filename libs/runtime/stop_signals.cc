#include "libs/runtime/stop_signals.h"

#include <csignal>
#include <ctime>

namespace docket::runtime {
namespace {

sigset_t Signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = Signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

bool StopSignals::WaitFor(std::chrono::milliseconds time) {
  const sigset_t set = Signals();
  const timespec timeout{.tv_sec = time.count() / 1000, .tv_nsec = time.count() % 1000 * 1'000'000};
  if (sigtimedwait(&set, nullptr, &timeout) < 0) return false;
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  return true;
}

}  // namespace docket::runtime
