#include "libs/testing/simulated_producer.h"

#include <algorithm>
#include <set>
#include <utility>

namespace docket::testing {

using log::TopicPartition;

// An append on its way.
struct SimulatedProducer::Flight {
  TopicPartition place;
  std::vector<log::Record> records;
  Report report;                     // Null once it was called.
  std::vector<log::Offset> offsets;  // Of the records that have landed.
  size_t landings = 0;               // Still to come, copies included.
  bool lost = false;                 // Nothing of it lands any more.

  bool over() const { return report == nullptr && landings == 0; }
  void Tell(const log::AppendResult& result) {
    if (report != nullptr) std::exchange(report, nullptr)(result);
  }
};

struct SimulatedProducer::Fate {
  bool acknowledged = false;
  size_t landing = 0;  // How many of its records land.
  bool late = false;
  bool dies = false;
  bool twice = false;
  bool spread = false;
  bool place_unknown = false;
};

SimulatedProducer::Fate SimulatedProducer::DrawFate(size_t records) {
  std::mt19937_64& rng = log_.rng();
  const SimulatedLogFaults& faults = log_.faults();
  Fate fate{.acknowledged = true, .landing = records};
  fate.twice = Chance(rng, faults.written_twice);
  fate.spread = Chance(rng, faults.spread);
  fate.place_unknown = Chance(rng, faults.place_unknown);
  const size_t prefix = Below(rng, records);

  // One draw decides among outcomes that exclude each other.
  double drawn = static_cast<double>(Below(rng, 1'000'000)) / 1'000'000;
  const auto falls_on = [&drawn](double probability) {
    drawn -= probability;
    return drawn < 0 && drawn >= -probability;
  };
  const bool ack_lost = falls_on(faults.ack_lost);
  const bool not_written = falls_on(faults.not_written);
  fate.late = falls_on(faults.written_late);
  const bool cut_short = falls_on(faults.cut_short);
  fate.dies = falls_on(faults.producer_dies);
  fate.acknowledged = !(ack_lost || not_written || fate.late || cut_short);
  if (not_written) fate.landing = 0;
  if (cut_short) fate.landing = prefix;
  return fate;
}

void SimulatedProducer::Append(const TopicPartition& place, std::vector<log::Record> records,
                               Report report) {
  std::erase_if(flights_, [](const auto& flight) { return flight->over(); });
  const auto flight = std::make_shared<Flight>();
  flight->place = place;
  flight->records = std::move(records);
  flight->report = std::move(report);
  flights_.push_back(flight);

  const Fate fate = DrawFate(flight->records.size());
  const SimulatedLogFaults& faults = log_.faults();
  const VirtualTime now = log_.schedule().now();
  const VirtualTime unknown_at = now + UpTo(log_.rng(), faults.unknown_max);
  const VirtualTime landed = ScheduleLandings(flight, fate, unknown_at);
  const VirtualTime acked_at = landed + UpTo(log_.rng(), faults.latency_max);
  ReportAt(fate.acknowledged ? acked_at : unknown_at, flight, fate);
  // A real producer that gives up on a record takes no more, and what follows may overtake it.
  if (fate.late) log_.schedule().At(unknown_at, [self = shared_from_this()] { self->Retire(); });
  if (fate.dies) {
    log_.schedule().At(now + UpTo(log_.rng(), faults.latency_max), [self = shared_from_this()] {
      self->Break();
      self->Retire();
    });
  }
}

// Gives when the last record lands.
VirtualTime SimulatedProducer::ScheduleLandings(const std::shared_ptr<Flight>& flight,
                                                const Fate& fate, VirtualTime unknown_at) {
  std::mt19937_64& rng = log_.rng();
  const SimulatedLogFaults& faults = log_.faults();
  const VirtualTime late_at = unknown_at + UpTo(rng, faults.late_max);
  const VirtualTime soon_at = log_.schedule().now() + UpTo(rng, faults.latency_max);
  VirtualTime& last = last_landing_[flight->place];
  last = std::max(last, fate.late ? late_at : soon_at);
  for (size_t record = 0; record < fate.landing; ++record) {
    LandAt(last, flight, record);
    if (fate.spread) last += UpTo(rng, faults.latency_max);
  }
  if (!fate.twice) return last;
  const VirtualTime again = last + UpTo(rng, faults.late_max);
  for (size_t record = 0; record < fate.landing; ++record) LandAt(again, flight, record);
  return last;
}

void SimulatedProducer::LandAt(VirtualTime time, const std::shared_ptr<Flight>& flight,
                               size_t record) {
  ++flight->landings;
  log_.schedule().At(time,
                     [self = shared_from_this(), flight, record] { self->Land(flight, record); });
}

void SimulatedProducer::Land(const std::shared_ptr<Flight>& flight, size_t record) {
  --flight->landings;
  if (flight->lost) return;
  const VirtualTime not_before = not_before_[flight->place];
  if (not_before > log_.schedule().now()) return LandAt(not_before, flight, record);
  const log::Offset offset = log_.Land(flight->place, flight->records[record]);
  if (record == flight->offsets.size()) flight->offsets.push_back(offset);  // Else a copy.
}

void SimulatedProducer::ReportAt(VirtualTime time, const std::shared_ptr<Flight>& flight,
                                 const Fate& fate) {
  log_.schedule().At(time, [flight, fate] {
    if (!fate.acknowledged) return flight->Tell(log::Unknown{"the simulated answer was lost"});
    std::vector<log::Offset> offsets = flight->offsets;
    if (fate.place_unknown) std::ranges::fill(offsets, log::kPlaceUnknown);
    flight->Tell(log::Written{std::move(offsets)});
  });
}

void SimulatedProducer::Break() {
  ended_ = true;
  std::mt19937_64& rng = log_.rng();
  std::set<TopicPartition> lost;
  for (const auto& flight : flights_) {
    if (flight->over()) continue;
    if (Chance(rng, 0.5)) lost.insert(flight->place);
    flight->lost = lost.contains(flight->place);
    const VirtualTime late = UpTo(rng, log_.faults().late_max);
    if (Chance(rng, 0.5)) not_before_.try_emplace(flight->place, log_.schedule().now() + late);
  }
}

void SimulatedProducer::Retire() {
  ended_ = true;
  for (const auto& flight : flights_) flight->Tell(log::Unknown{"the simulated producer died"});
}

}  // namespace docket::testing
