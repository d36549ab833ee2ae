#include "tests/chaos/faults.h"

#include <algorithm>
#include <thread>

#include <signal.h>

namespace docket::chaos {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// V1 of the design: faults over, within 60 s everything works again.
constexpr seconds kBackWithin{60};
// So many requests about tickets of each partition have to be done for that.
constexpr uint64_t kProgress = 3;

void Sleep(milliseconds span) { std::this_thread::sleep_for(span); }

}  // namespace

milliseconds Faults::Between(milliseconds min, milliseconds max) {
  return min + milliseconds(draw_() % static_cast<uint64_t>((max - min).count() + 1));
}

std::string Faults::DoOne() {
  Sleep(Between(milliseconds(200), milliseconds(2000)));
  const uint64_t kind = draw_() % 10;
  const std::string done = kind < 7 ? DoToInstance(draw_() % kInstances, kind) : DoToBroker(kind);
  AwaitProgress(done);
  return done;
}

std::string Faults::DoToInstance(size_t index, uint64_t kind) {
  const std::string name = "instance " + std::to_string(index);
  if (kind < 4) {
    ++tally_.instance_kills;
    fleet_.End(index, SIGKILL);
    Sleep(Between(milliseconds(0), 2 * kSessionTimeout));
    fleet_.Start(index);
    return "kill of " + name;
  }
  if (kind < 6) {
    ++tally_.instance_stops;
    fleet_.Signal(index, SIGSTOP);
    Sleep(Between(kSessionTimeout + milliseconds(500), 4 * kSessionTimeout));
    fleet_.Signal(index, SIGCONT);
    return "stop of " + name;
  }
  ++tally_.instance_leaves;
  fleet_.End(index, SIGTERM);
  fleet_.Start(index);
  return "leaving of " + name;
}

std::string Faults::DoToBroker(uint64_t kind) {
  testing::KafkaBroker& broker = fleet_.broker();
  const int node = 1 + static_cast<int>(draw_() % static_cast<uint64_t>(broker.nodes()));
  const std::string name = "node " + std::to_string(node);
  if (kind < 9) {
    ++tally_.broker_kills;
    broker.Kill(node);
    Sleep(Between(milliseconds(0), milliseconds(3000)));
    broker.Start();
    return "kill of " + name;
  }
  ++tally_.broker_stops;
  broker.Pause(node);
  Sleep(Between(milliseconds(2000), std::max<milliseconds>(stop_max_, milliseconds(2000))));
  broker.Resume(node);
  return "stop of " + name;
}

void Faults::AwaitProgress(const std::string& after) {
  const auto before = journal_.done();
  const auto until = steady_clock::now() + kBackWithin;
  for (size_t partition = 0; partition < before.size();) {
    const uint64_t since = journal_.done()[partition] - before[partition];
    if (since >= kProgress) {
      ++partition;
    } else if (steady_clock::now() >= until) {
      violation_ = "V1: 60 s after " + after + " only " + std::to_string(since) +
                   " requests of partition " + std::to_string(partition) + " were done";
      return;
    } else {
      Sleep(milliseconds(20));
    }
  }
}

}  // namespace docket::chaos
