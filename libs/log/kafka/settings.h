#pragma once

// What each client of a cluster is made with. The settings that Docket stands on are fixed here,
// each with its reason; of what an operator gives, only what concerns the way to the brokers is
// passed on. Everything else is refused, for a wrong value would lose, repeat or reorder records
// long after the start.

#include <map>
#include <string>
#include <string_view>

#include "libs/base/status.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/options.h"

namespace docket::log::kafka {

// What a client is for.
enum class Role {
  kProducer,
  // Reads partitions by assignment, and asks for ends, positions and groups.
  kReader,
  // A member of a group that shares partitions, reads nothing.
  kMember,
};

// OK if `settings` may be passed on; INVALID_ARGUMENT names the setting, what is wrong with it and
// what to do.
absl::Status CheckSettings(const std::map<std::string, std::string>& settings);

// The configuration of one client. `group` is its group.id, for readers and members.
absl::StatusOr<Conf> MakeConf(const KafkaOptions& options, Role role, std::string_view group);

// Gives one client a value of its own for a setting that there is and that is no other's.
void SetForOne(Conf& conf, const char* name, const std::string& value);

// A client of `conf`. FAILED_PRECONDITION says what librdkafka did not like.
absl::StatusOr<Client> MakeClient(Conf conf, Role role);

}  // namespace docket::log::kafka
