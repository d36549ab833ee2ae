#include "libs/log/kafka/settings.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "libs/base/check.h"

namespace docket::log::kafka {
namespace {

constexpr unsigned kProducers = 1;
constexpr unsigned kReaders = 2;
constexpr unsigned kMembers = 4;
constexpr unsigned kAll = kProducers | kReaders | kMembers;

struct Fixed {
  unsigned roles;
  const char* name;
  const char* value;
  const char* why;
};

// Sources: the measurements behind Docket's design; each names what went wrong without it.
constexpr std::array kFixed = {
    Fixed{kAll, "socket.nagle.disable", "true", "small requests would wait up to 40 ms"},
    Fixed{kAll, "socket.keepalive.enable", "true", "dead brokers behind NAT would go unnoticed"},
    Fixed{kAll, "socket.timeout.ms", "10000", "a black-holed broker would hold requests longer"},
    Fixed{kAll, "socket.connection.setup.timeout.ms", "5000",
          "a black-holed broker would hold connections longer"},
    Fixed{kAll, "reconnect.backoff.ms", "50", "writing has to go on soon after a broker is back"},
    Fixed{kAll, "reconnect.backoff.max.ms", "1000",
          "writing has to go on soon after a broker is back"},
    Fixed{kProducers, "enable.idempotence", "true",
          "records would be lost, repeated or reordered when a broker fails"},
    Fixed{kProducers, "acks", "all", "an acknowledged record could be lost with one broker"},
    Fixed{kProducers, "linger.ms", "0", "every answer would wait for it"},
    Fixed{kProducers, "message.timeout.ms", "30000", "it is the longest deadline of a call"},
    Fixed{kProducers, "request.timeout.ms", "5000", "one slow broker would use up a deadline"},
    Fixed{kProducers, "queue.buffering.max.kbytes", "65536", "memory has to be bounded"},
    Fixed{kProducers, "queue.buffering.max.messages", "100000", "memory has to be bounded"},
    Fixed{kProducers, "compression.type", "lz4", "the log keeps every record for ever"},
    Fixed{kReaders, "auto.offset.reset", "error", "records would be skipped in silence"},
    Fixed{kReaders | kMembers, "enable.auto.commit", "false",
          "positions are kept in the stores, together with what was folded"},
    Fixed{kReaders | kMembers, "enable.auto.offset.store", "false",
          "positions are kept in the stores, together with what was folded"},
    Fixed{kReaders, "enable.partition.eof", "true", "the end of a partition has to be seen"},
    Fixed{kReaders, "check.crcs", "true", "damaged records would be folded"},
    Fixed{kReaders, "isolation.level", "read_uncommitted",
          "nobody writes transactions to Docket's topics, and an open one would stall the reader"},
    Fixed{kReaders, "fetch.wait.max.ms", "100", "a new partition waits for the running fetch"},
    Fixed{kReaders, "fetch.error.backoff.ms", "50", "reading has to go on soon after an error"},
    Fixed{kReaders, "queued.min.messages", "100000", "a full queue sleeps for a second"},
    Fixed{kReaders, "queued.max.messages.kbytes", "65536", "a full queue sleeps for a second"},
    Fixed{kMembers, "partition.assignment.strategy", "range",
          "cooperative assignment names wrong owners and hangs in this librdkafka"},
};

// What an operator may set, by name or by the beginning of a name.
constexpr std::array<std::string_view, 8> kPassedOn = {
    "security.protocol", "ssl.",  "sasl.",       "enable.ssl.certificate.verification",
    "broker.address.",   "debug", "client.rack", "log_level"};
// Other names of fixed settings.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kAliases = {
    {{"request.required.acks", "acks"},
     {"delivery.timeout.ms", "message.timeout.ms"},
     {"queue.buffering.max.ms", "linger.ms"},
     {"compression.codec", "compression.type"},
     {"auto.commit.enable", "enable.auto.commit"},
     {"max.in.flight", "max.in.flight.requests.per.connection"}}};
// Options of ours that stand for a setting.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOwnOptions = {
    {{"bootstrap.servers", "the address of the brokers"},
     {"metadata.broker.list", "the address of the brokers"},
     {"client.id", "the advertised address"},
     {"group.id", "the service"},
     {"session.timeout.ms", "the session timeout"}}};

unsigned MaskOf(Role role) {
  switch (role) {
    case Role::kProducer: return kProducers;
    case Role::kReader: return kReaders;
    case Role::kMember: return kMembers;
  }
  return kAll;
}

template <typename Table>
std::string_view LookUp(const Table& table, std::string_view name) {
  for (const auto& [key, value] : table) {
    if (key == name) return value;
  }
  return {};
}

// Tokens are asked for by a client's own events, and have to be fetched from somewhere.
bool IsOauth(std::string_view name, std::string_view value) {
  return ((name == "sasl.mechanism" || name == "sasl.mechanisms") && value == "OAUTHBEARER") ||
         name.starts_with("sasl.oauthbearer.") || name.starts_with("enable.sasl.oauthbearer.");
}

absl::Status CheckSetting(const std::string& name, const std::string& value) {
  const std::string_view own = LookUp(kOwnOptions, name);
  if (!own.empty()) {
    return InvalidArgument("Kafka setting " + name + ": Docket sets it from " + std::string(own) +
                           "; remove it");
  }
  const std::string_view alias = LookUp(kAliases, name);
  const std::string_view full = alias.empty() ? std::string_view(name) : alias;
  for (const Fixed& fixed : kFixed) {
    if (fixed.name != full) continue;
    if (fixed.value == value) return absl::OkStatus();
    return InvalidArgument("Kafka setting " + name + "=" + value + " is unsafe: Docket needs " +
                           fixed.value + ", for otherwise " + fixed.why + "; remove it");
  }
  if (IsOauth(name, value)) {
    return InvalidArgument(
        "Kafka setting " + name +
        " asks for OAUTHBEARER, for which Docket fetches no tokens: use SSL with client "
        "certificates, or SASL_SSL with PLAIN or SCRAM");
  }
  const bool passed_on = std::ranges::any_of(
      kPassedOn, [&](std::string_view known) { return full.starts_with(known); });
  if (passed_on) return absl::OkStatus();
  return InvalidArgument("Kafka setting " + name +
                         " is none that Docket passes on: give only how the brokers are reached "
                         "(security.protocol, ssl.*, sasl.*, broker.address.*)");
}

absl::Status Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), reason.data(), reason.size()) ==
      RD_KAFKA_CONF_OK) {
    return absl::OkStatus();
  }
  return InvalidArgument("Kafka setting " + name + ": " + reason.data());
}

void Tell(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  const auto* options = static_cast<const KafkaOptions*>(rd_kafka_opaque(client));
  if (options == nullptr || !options->tell) return;
  options->tell(level, std::string(facility) + ": " + text);
}

}  // namespace

absl::Status CheckSettings(const std::map<std::string, std::string>& settings) {
  for (const auto& [name, value] : settings) DOCKET_RETURN_IF_ERROR(CheckSetting(name, value));
  return absl::OkStatus();
}

absl::StatusOr<Conf> MakeConf(const KafkaOptions& options, Role role, std::string_view group) {
  DOCKET_RETURN_IF_ERROR(CheckSettings(options.settings));
  Conf conf(rd_kafka_conf_new());
  DOCKET_RETURN_IF_ERROR(Set(conf.get(), "bootstrap.servers", options.brokers));
  DOCKET_RETURN_IF_ERROR(Set(conf.get(), "client.id", options.client_id));
  if (role != Role::kProducer) {
    DOCKET_RETURN_IF_ERROR(Set(conf.get(), "group.id", std::string(group)));
  }
  if (role == Role::kMember) {
    const auto session = options.session_timeout.count();
    DOCKET_RETURN_IF_ERROR(Set(conf.get(), "session.timeout.ms", std::to_string(session)));
    // How soon a member hears that partitions are dealt out anew.
    DOCKET_RETURN_IF_ERROR(Set(conf.get(), "heartbeat.interval.ms",
                               std::to_string(std::clamp<int64_t>(session / 5, 100, 300))));
  }
  for (const auto& [name, value] : options.settings) {
    DOCKET_RETURN_IF_ERROR(Set(conf.get(), name, value));
  }
  for (const Fixed& fixed : kFixed) {
    if ((fixed.roles & MaskOf(role)) == 0) continue;
    DOCKET_RETURN_IF_ERROR(Set(conf.get(), fixed.name, fixed.value));
  }
  // `options` outlives every client made of it (see cluster.h), so clients may point to it.
  rd_kafka_conf_set_opaque(conf.get(), const_cast<KafkaOptions*>(&options));
  rd_kafka_conf_set_log_cb(conf.get(), &Tell);
  return conf;
}

void SetForOne(Conf& conf, const char* name, const std::string& value) {
  DOCKET_CHECK(Set(conf.get(), name, value).ok());
}

absl::StatusOr<Client> MakeClient(Conf conf, Role role) {
  std::array<char, 512> reason{};
  rd_kafka_t* const made =
      rd_kafka_new(role == Role::kProducer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, conf.get(),
                   reason.data(), reason.size());
  if (made == nullptr) {
    return FailedPrecondition(std::string("librdkafka cannot make a client: ") + reason.data());
  }
  (void)conf.release();  // Belongs to the client from now on.
  return Client(made);
}

}  // namespace docket::log::kafka
