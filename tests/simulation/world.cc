#include "tests/simulation/world.h"

#include <algorithm>

namespace docket::simulation {
namespace {

using docket::testing::SimulatedGroup;
using docket::testing::SimulatedLog;

std::map<std::string, int32_t> Topics(int32_t partitions) {
  std::map<std::string, int32_t> topics;
  for (const Kind kind : kKinds) {
    topics[TopicOf(kind, "events")] = partitions;
    topics[TopicOf(kind, "commands")] = partitions;
  }
  topics[log::kQuarantineTopic] = partitions;
  topics[SettingsPlace().topic] = 1;
  return topics;
}

std::string_view MarkOfCopy(const log::Record& record) {
  log::v1::QuarantinedRecord copy;
  const bool refused = copy.ParseFromString(record.value) && copy.reason().starts_with("refused");
  return refused ? "refusal kept" : "quarantine used";
}

size_t GroupOf(Kind kind) { return kind == Kind::kUmbrella ? 0 : 1; }

}  // namespace

std::string TopicOf(Kind kind, std::string_view what) {
  return "docket." + std::string(NameOf(kind)) + '.' + std::string(what) + ".v1";
}

World::World(const Options& options)
    : options_(options),
      log_stream_(options.seed, "log"),
      group_stream_(options.seed, "groups"),
      time_stream_(options.seed, "time"),
      store_stream_(options.seed, "store"),
      trace_(options.recording),
      scheduler_(Stream(options.seed, "order")),
      log_({.log_id = "simulated",
            .topics = Topics(options.partitions),
            .faults = options.log_faults},
           log_stream_.generator()),
      groups_{
          SimulatedGroup(options.partitions, options.news_delay_max, group_stream_.generator()),
          SimulatedGroup(options.partitions, options.news_delay_max, group_stream_.generator())},
      court_({.partitions = options.partitions, .oracles = options_.oracles, .now = [this] {
                return scheduler_.now();
              }}) {
  for (const Kind kind : kKinds) {
    for (int32_t partition = 0; partition < options.partitions; ++partition) {
      unit_keys_.emplace_back(kind, partition);
    }
  }
  for (const auto& [topic, partitions] : Topics(options.partitions)) {
    for (int32_t partition = 0; partition < partitions; ++partition) {
      const log::TopicPartition place{topic, partition};
      told_.emplace(place, Told{log_.Dump(place)});
    }
  }
  for (int index = 0; index < options.processes; ++index) AddProcess();
}

Process& World::AddProcess() {
  return processes_.emplace_back(static_cast<int>(processes_.size()),
                                 Surroundings{.scheduler = scheduler_,
                                              .trace = trace_,
                                              .marks = marks_,
                                              .court = court_,
                                              .log = log_,
                                              .groups = {&groups_[0], &groups_[1]},
                                              .time = time_stream_,
                                              .store = store_stream_,
                                              .partitions = options_.partitions,
                                              .bounds = options_.bounds});
}

void World::Give(const Process::UnitKey& unit, Process* process) {
  groups_[GroupOf(unit.first)].Give(unit.second,
                                    process == nullptr ? nullptr : &process->member(unit.first));
}

Process* World::OwnerOf(const Process::UnitKey& unit) {
  const auto* owner = groups_[GroupOf(unit.first)].OwnerOf(unit.second);
  const auto found = std::ranges::find_if(processes_, [&](Process& process) {
    return process.running() && &process.member(unit.first) == owner;
  });
  return found == processes_.end() ? nullptr : &*found;
}

bool World::Next() {
  const std::optional<nanoseconds> ports = NextOfPorts();
  if (ports.has_value() && (scheduler_.empty() || *ports <= scheduler_.next())) {
    scheduler_.MoveTo(*ports);
    AdvancePorts(*ports);
  } else {
    AdvancePorts(scheduler_.next());
    scheduler_.RunNext();
  }
  TellLanded();
  return !court_.violation().has_value();
}

bool World::RunFor(nanoseconds span) {
  const nanoseconds end = scheduler_.now() + span;
  scheduler_.At(end, [] {});
  while (scheduler_.now() < end) {
    if (!Next()) return false;
  }
  return true;
}

std::optional<nanoseconds> World::NextOfPorts() const { return log_.NextDue(); }

void World::AdvancePorts(nanoseconds now) {
  log_.Advance(now);
  for (SimulatedGroup& group : groups_) group.Advance(now);
}

void World::TellLanded() {
  for (auto& [place, told] : told_) {
    if (told.records.empty() || told.records.back().offset < told.next) continue;
    auto next = std::ranges::lower_bound(told.records, told.next, {}, &log::LogRecord::offset);
    for (; next != told.records.end(); ++next) {
      trace_.Add(scheduler_.now(), ToText(place), "receives", next->record.key);
      if (place.topic == log::kQuarantineTopic) marks_.Add(MarkOfCopy(next->record));
      court_.OnLanded(place, next->offset, next->record);
    }
    told.next = told.records.back().offset + 1;
  }
}

log::Offset World::EndOf(Kind kind, int32_t partition, std::string_view what) const {
  const std::vector<log::LogRecord>& records = log_.Dump({TopicOf(kind, what), partition});
  return records.empty() ? 0 : records.back().offset + 1;
}

}  // namespace docket::simulation
