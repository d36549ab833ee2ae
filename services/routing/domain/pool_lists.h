#pragma once

// The lists of a pool's row, each in the order of its ids.

#include <algorithm>
#include <string>
#include <string_view>

#include <google/protobuf/repeated_ptr_field.h>

#include "services/routing/domain/pool_state.pb.h"

namespace docket::routing {

inline const std::string& IdOf(const PoolAgentState& agent) { return agent.roster().agent_id(); }
inline const std::string& IdOf(const PoolEntry& entry) { return entry.queued().ticket_id(); }
inline const std::string& IdOf(const ReleasedEarly& released) { return released.ticket_id(); }
inline const std::string& IdOf(const v1::RosteredTeam& team) { return team.team_id(); }

template <typename T>
using List = google::protobuf::RepeatedPtrField<T>;

// Where `id` stands, or would.
template <typename T>
int PlaceIn(const List<T>& list, std::string_view id) {
  const auto place = std::ranges::lower_bound(
      list, id, {}, [](const T& item) -> std::string_view { return IdOf(item); });
  return static_cast<int>(place - list.begin());
}

// Null if there is none.
template <typename T>
const T* Find(const List<T>& list, std::string_view id) {
  const int place = PlaceIn(list, id);
  return place < list.size() && IdOf(list[place]) == id ? &list[place] : nullptr;
}
template <typename T>
T* FindMutable(List<T>& list, std::string_view id) {
  const int place = PlaceIn(list, id);
  return place < list.size() && IdOf(list[place]) == id ? list.Mutable(place) : nullptr;
}

// `item` at its place, instead of whatever has its id.
template <typename T>
void Set(T item, List<T>& list) {
  const int place = PlaceIn(list, IdOf(item));
  if (place == list.size() || IdOf(list[place]) != IdOf(item)) {
    list.Add();
    for (int i = list.size() - 1; i > place; --i) list.SwapElements(i, i - 1);
  }
  *list.Mutable(place) = std::move(item);
}

template <typename T>
void Erase(std::string_view id, List<T>& list) {
  const int place = PlaceIn(list, id);
  if (place < list.size() && IdOf(list[place]) == id) list.DeleteSubrange(place, 1);
}

}  // namespace docket::routing
