#include "libs/eventing/unit.h"

#include <iterator>
#include <utility>

#include "libs/eventing/head_table.h"
#include "libs/eventing/timers.h"

namespace docket::eventing {
namespace {

void Extend(std::vector<store::TableSpec>& tables, std::vector<store::TableSpec> more) {
  tables.insert(tables.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<log::TopicPartition> UnitSpec::Inputs() const {
  std::vector<log::TopicPartition> places;
  for (const auto* kinds : {&decides, &follows}) {
    for (const AggregateKind* kind : *kinds) {
      places.push_back({log::EventsTopic(kind->name()), partition});
    }
  }
  return places;
}

std::vector<store::TableSpec> UnitSpec::Tables() const {
  std::vector<store::TableSpec> tables;
  for (const AggregateKind* kind : decides) Extend(tables, AggregateTables::Specs(kind->name()));
  for (const AggregateKind* kind : follows) tables.push_back(HeadTable::Spec(kind->name()));
  for (const Projection* projection : projections) Extend(tables, projection->Tables());
  if (reacts) Extend(tables, Timers::Specs());
  return tables;
}

std::vector<log::TopicPartition> UnitSpec::Topics() const {
  std::vector<log::TopicPartition> topics = Inputs();
  for (const AggregateKind* kind : decides) {
    if (kind->has_commands_topic()) {
      topics.push_back({log::CommandsTopic(kind->name()), partition});
    }
  }
  return topics;
}

std::vector<std::string> UnitSpec::TopicNames() const {
  std::vector<std::string> names;
  for (log::TopicPartition& place : Topics()) names.push_back(std::move(place.topic));
  for (const std::string& kind : commands) names.push_back(log::CommandsTopic(kind));
  return names;
}

std::string UnitSpec::Place() const {
  return decides.empty() ? service + '/' + std::to_string(partition) : ToText(Inputs().front());
}

store::TableIndex UnitSpec::FirstTableOf(size_t index) const {
  store::TableIndex first = 3 * decides.size() + follows.size();
  for (size_t i = 0; i < index; ++i) first += projections[i]->Tables().size();
  return first;
}

}  // namespace docket::eventing
