#include "tests/simulation/reader.h"

#include <algorithm>
#include <string>

namespace docket::simulation {
namespace {

constexpr std::chrono::seconds kPatience{2};
// Answers as old as this are as good as older ones.
constexpr uint64_t kAnswersBack = 40;

}  // namespace

void Reader::Start() {
  const nanoseconds wait =
      stream_.Between(std::chrono::milliseconds(5), std::chrono::milliseconds(200));
  world_.scheduler().After(wait, [this] {
    if (finished_) return;
    Read();
    Start();
  });
}

eventing::FoldedMap Reader::DrawToken(int32_t partition) {
  const log::TopicPartition events{TopicOf(Kind::kUmbrella, "events"), partition};
  const History& history = world_.court().history();
  const uint64_t back = stream_.Below(kAnswersBack);
  if (!stream_.OneIn(2) && back < history.size()) {
    const Call& call = history[history.size() - 1 - back];
    const bool ok = call.outcome.has_value() && call.outcome->word == Outcome::Word::kOk;
    if (ok && call.outcome->folded.contains(events)) return call.outcome->folded;
  }
  return {{events, {world_.EndOf(Kind::kUmbrella, partition, "events"), 0}}};
}

// Mostly the owner, for only owners serve.
void Reader::Read() {
  const auto partition =
      static_cast<int32_t>(stream_.Below(static_cast<uint64_t>(world_.partitions())));
  Process* process = world_.OwnerOf({Kind::kUmbrella, partition});
  Process& other = stream_.Pick(world_.processes());
  if (process == nullptr || stream_.OneIn(3)) process = &other;
  const eventing::FoldedMap token = DrawToken(partition);
  if (!process->running()) return;
  Unit& unit = process->units().at({Kind::kUmbrella, partition});
  const nanoseconds began = world_.scheduler().now();
  const auto answer = [this, process, &unit, token, began, gate = process->gate(),
                       open = open_](const absl::Status& status) {
    if (!gate->open()) return;  // What a dead process still answers leaves no trace.
    const nanoseconds now = world_.scheduler().now();
    world_.trace().Add(now, process->name(), "is read", absl::StatusCodeToString(status.code()));
    if (status.ok() && now > began) world_.marks().Add("read waited for its token");
    world_.court().OnRead(UnitRows(unit.name(), *unit.View(), unit.tables()), token, status);
  };
  unit.parked().Park(token, eventing::ParkedReads::By::kOwner, process->Now().monotonic + kPatience,
                     answer);
}

}  // namespace docket::simulation
