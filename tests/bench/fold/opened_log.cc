#include "tests/bench/fold/opened_log.h"

#include <utility>

#include "libs/base/time.h"
#include "libs/log/embedded/embedded_event_log.h"
#include "libs/log/kafka/kafka_event_log.h"
#include "libs/log/record.h"

namespace docket::bench {
namespace {

template <typename Log>
class Opened final : public OpenedLog {
 public:
  explicit Opened(std::unique_ptr<Log> log) : log_(std::move(log)) {}

  LogObject NewObject() const override {
    std::unique_ptr<Log> log = log_->Share();
    Log* const positions = log.get();
    return {std::move(log), positions};
  }

 private:
  const std::unique_ptr<Log> log_;
};

absl::StatusOr<std::unique_ptr<OpenedLog>> OpenKafka(const LogPlace& place) {
  log::KafkaOptions options;
  options.brokers = place.brokers;
  options.topics = {log::EventsTopic("ticket"), log::CommandsTopic("ticket"),
                    std::string(log::kQuarantineTopic)};
  DOCKET_ASSIGN_OR_RETURN(auto log, log::KafkaEventLog::Open(options));
  return std::make_unique<Opened<log::KafkaEventLog>>(std::move(log));
}

}  // namespace

absl::StatusOr<std::unique_ptr<OpenedLog>> OpenLog(const LogPlace& place) {
  if (place.directory.empty() == place.brokers.empty()) {
    return InvalidArgument("name one log: --log DIRECTORY or --kafka HOST:PORT");
  }
  if (!place.brokers.empty()) return OpenKafka(place);
  log::EmbeddedOptions options;
  options.directory = place.directory;
  options.topics = {{log::EventsTopic("ticket"), place.partitions}};
  options.now = SystemInstant().wall;
  DOCKET_ASSIGN_OR_RETURN(auto log, log::EmbeddedEventLog::Open(options));
  return std::make_unique<Opened<log::EmbeddedEventLog>>(std::move(log));
}

}  // namespace docket::bench
