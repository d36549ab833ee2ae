#pragma once

// Where logs of one kind live, by which the contract suite is parameterised, and who asks them.

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "libs/log/event_log.h"
#include "libs/log/positions.h"
#include "libs/testing/wake_signal.h"

namespace docket::testing {

// One asker of a log, as a process or a unit has it: handles and wakers are its own, records and
// positions everybody's.
class LogClient {
 public:
  virtual ~LogClient() = default;
  virtual log::EventLog& log() = 0;
  virtual log::Positions& positions() = 0;
};

// One log that outlives those who ask it. It is fresh when made.
class LogHome {
 public:
  virtual ~LogHome() = default;

  // Topics that nobody else uses, of three partitions and of one.
  virtual std::string wide_topic() const { return "wide"; }
  virtual std::string narrow_topic() const { return "narrow"; }

  // A new client. It must go before the home does.
  virtual std::unique_ptr<LogClient> Connect() = 0;

  // Stops and starts whatever keeps the log, in good order. All clients are gone by then.
  virtual void Restart() = 0;

  // As Restart, but with no warning: clients are cut off and may only be destroyed afterwards.
  // False if logs of this kind cannot be killed.
  virtual bool Kill() { return false; }

  // Blocks until `signal` was told more than `seen` times; false if nothing will tell it.
  virtual bool Await(const WakeSignal& signal, uint64_t seen) { return signal.AwaitMoreThan(seen); }
};

struct LogKind {
  std::string name;
  std::function<std::unique_ptr<LogHome>()> make_home;

  friend std::ostream& operator<<(std::ostream& out, const LogKind& kind) {
    return out << kind.name;
  }
};

inline std::string LogKindName(const ::testing::TestParamInfo<LogKind>& info) {
  return info.param.name;
}

}  // namespace docket::testing
