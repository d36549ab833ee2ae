#include "libs/log/kafka/kafka_membership.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "libs/log/kafka/complaints.h"
#include "libs/log/kafka/errors.h"
#include "libs/log/kafka/handles.h"
#include "libs/log/kafka/settings.h"

namespace docket::log {
namespace {

using kafka::Client;
using kafka::Conf;
using kafka::Fetched;
using kafka::Places;
using kafka::Queue;

constexpr int kPollMillis = 100;
constexpr int kError = 3;  // Of syslog.
constexpr std::chrono::milliseconds kJoinAgainAfter{500};

}  // namespace

// One client that is a member of the group. It answers every assignment with an empty list of what
// it reads: so it stays a member and fetches nothing.
class KafkaMembership::Member {
 public:
  using OnOwned = std::function<void(const std::set<int32_t>&)>;

  Member(KafkaMembership& membership, OnOwned own)
      : membership_(membership), own_(std::move(own)) {}

  // Leaving waits for the coordinator's word, so that it is not given up by a timeout. One that has
  // failed is thrown out already; closing it would wait for ever (librdkafka#3437).
  ~Member() {
    if (client_ == nullptr) return;
    queue_.reset();
    if (rd_kafka_fatal_error(client_.get(), nullptr, 0) == RD_KAFKA_RESP_ERR_NO_ERROR) {
      rd_kafka_consumer_close(client_.get());
    } else {
      rd_kafka_destroy_flags(client_.release(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    }
  }

  absl::Status Join() {
    DOCKET_ASSIGN_OR_RETURN(
        Conf conf, kafka::MakeConf(membership_.options_, kafka::Role::kMember, membership_.group_));
    rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR);
    DOCKET_ASSIGN_OR_RETURN(client_, kafka::MakeClient(std::move(conf), kafka::Role::kMember));
    rd_kafka_poll_set_consumer(client_.get());
    queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
    const Places topics(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(topics.get(), membership_.topic_.c_str(),
                                      RD_KAFKA_PARTITION_UA);
    const rd_kafka_resp_err_t code = rd_kafka_subscribe(client_.get(), topics.get());
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
    return kafka::ToStatus(code, "joining the group " + membership_.group_);
  }

  // Answers the cluster. False once the member has failed for good.
  bool Serve() {
    const kafka::Event event(rd_kafka_queue_poll(queue_.get(), kPollMillis));
    if (kept_until_.has_value() && std::chrono::steady_clock::now() >= *kept_until_) Own({});
    if (event == nullptr) return true;
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_REBALANCE) Rebalance(event.get());
    if (rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_ERROR) return true;
    const bool fatal = rd_kafka_event_error_is_fatal(event.get()) != 0;
    // What is the client's own (those below zero) reaches the log of the program by itself.
    if (fatal || rd_kafka_event_error(event.get()) > 0) Complain(event.get());
    return !fatal;
  }

 private:
  void Complain(rd_kafka_event_t* event) {
    const rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    membership_.Tell(code, code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED
                               ? kafka::MayNotUse(membership_.options_, membership_.group_)
                               : Unavailable("membership of the group " + membership_.group_ +
                                             ": " + rd_kafka_event_error_string(event)));
  }

  // All partitions are taken from all members before they are dealt out anew. Until that is known
  // each goes on with what it had, which two may do at once (membership.h): most of it comes back,
  // and as a rule nobody else has the rest yet. Not so where it is heard that the cluster has
  // thrown the member out. Not for ever either: one that died holds all up for its session, and if
  // it was to deal out, for another's.
  void Rebalance(rd_kafka_event_t* event) {
    if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      std::set<int32_t> owned;
      const rd_kafka_topic_partition_list_t* const given =
          rd_kafka_event_topic_partition_list(event);
      for (int i = 0; i < given->cnt; ++i) owned.insert(given->elems[i].partition);
      const Places none(rd_kafka_topic_partition_list_new(0));
      rd_kafka_assign(client_.get(), none.get());
      membership_.told_.clear();
      Own(owned);
    } else {
      const bool lost = rd_kafka_assignment_lost(client_.get()) != 0;
      rd_kafka_assign(client_.get(), nullptr);
      kept_until_ = std::chrono::steady_clock::now() + 2 * membership_.options_.session_timeout;
      if (lost) Own({});
    }
  }

  void Own(const std::set<int32_t>& partitions) {
    kept_until_.reset();
    own_(partitions);
  }

  KafkaMembership& membership_;
  const OnOwned own_;
  // While what was dealt out before is kept.
  std::optional<std::chrono::steady_clock::time_point> kept_until_;
  Client client_;
  Queue queue_;
};

absl::StatusOr<std::unique_ptr<KafkaMembership>> KafkaMembership::Join(
    const KafkaOptions& options, const std::string& group, const std::string& topic,
    std::function<void()> dealt) {
  std::unique_ptr<KafkaMembership> membership(
      new KafkaMembership(options, group, topic, std::move(dealt)));
  membership->member_ = std::make_unique<Member>(
      *membership, [raw = membership.get()](const auto& owned) { raw->Own(owned); });
  DOCKET_RETURN_IF_ERROR(membership->member_->Join());
  membership->thread_ = std::thread([raw = membership.get()] { raw->Run(); });
  return membership;
}

KafkaMembership::KafkaMembership(const KafkaOptions& options, std::string group, std::string topic,
                                 std::function<void()> dealt)
    : options_(options),
      group_(std::move(group)),
      topic_(std::move(topic)),
      dealt_(std::move(dealt)) {}

KafkaMembership::~KafkaMembership() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool KafkaMembership::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

std::vector<MembershipChange> KafkaMembership::Poll() {
  const std::lock_guard lock(mutex_);
  return std::exchange(changes_, {});
}

void KafkaMembership::Own(const std::set<int32_t>& partitions) {
  {
    const std::lock_guard lock(mutex_);
    for (const int32_t lost : owned_) {
      if (!partitions.contains(lost)) {
        changes_.push_back({MembershipChange::Kind::kRevoked, lost});
      }
    }
    for (const int32_t dealt : partitions) {
      changes_.push_back({MembershipChange::Kind::kAssigned, dealt});
    }
    owned_ = partitions;
  }
  if (dealt_) dealt_();
}

// The client meets the same error again and again.
void KafkaMembership::Tell(int code, const absl::Status& complaint) {
  if (!told_.insert(code).second || !options_.tell) return;
  options_.tell(kError, Message(complaint));
}

void KafkaMembership::Run() {
  while (!stopping()) {
    if (member_->Serve()) continue;
    Own({});
    do {
      std::this_thread::sleep_for(kJoinAgainAfter);
      member_ = std::make_unique<Member>(*this, [this](const auto& owned) { Own(owned); });
    } while (!stopping() && !member_->Join().ok());
  }
  member_.reset();
}

}  // namespace docket::log
