#pragma once

// How a cluster is reached, and what of it is used.

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libs/log/event_log.h"

namespace docket::log {

struct KafkaOptions {
  // HOST:PORT, several separated by commas.
  std::string brokers{};

  // Names this process to the brokers; of a member of a group, the address at which other instances
  // reach it.
  std::string client_id = "docket";

  // Settings of librdkafka about the way to the brokers: security.protocol, ssl.*, sasl.* and a few
  // more (kafka/settings.h). Others are refused.
  std::map<std::string, std::string> settings{};

  // The topics asked for. Each must be there: nobody makes topics but `docketctl topics ensure`.
  std::vector<std::string> topics{};

  // How long the cluster may take to answer when the log is opened.
  std::chrono::milliseconds connect_timeout{10'000};

  // How long it is doubted that a partition ends before what is known to stand in it. A broker that
  // was stopped or cut off takes itself for the leader for some seconds afterwards.
  std::chrono::milliseconds doubt{kDoubtMax};

  // After how long without a sign of life the cluster gives the partitions of an instance to
  // others. The broker's floor is 6 s unless its group.min.session.timeout.ms was lowered. Short
  // ones cost lost races, never a wrong answer.
  std::chrono::milliseconds session_timeout{6'000};

  // Told what librdkafka has to say, from any thread; nobody if empty. `level` is syslog's: 0 to 7.
  std::function<void(int level, std::string_view message)> tell{};
};

}  // namespace docket::log
