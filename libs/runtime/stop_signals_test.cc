#include "libs/runtime/stop_signals.h"

#include <csignal>
#include <cstdlib>

#include <gtest/gtest.h>

namespace docket::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Each in a process of its own: what is blocked stays so.
TEST(StopSignalsDeathTest, WaitForEitherSignal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const auto stop = [signal] {
      StopSignals signals;
      if (signals.WaitFor(milliseconds(1))) std::exit(1);
      std::raise(signal);
      std::exit(signals.WaitFor(seconds(20)) ? 0 : 2);
    };
    EXPECT_EXIT(stop(), ::testing::ExitedWithCode(0), "");
  }
}

TEST(StopSignalsDeathTest, EndAtTheSecondOne) {
  const auto stop = [] {
    StopSignals signals;
    std::raise(SIGTERM);
    signals.WaitFor(seconds(20));
    std::raise(SIGINT);
    std::exit(0);
  };
  EXPECT_EXIT(stop(), ::testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace docket::runtime
