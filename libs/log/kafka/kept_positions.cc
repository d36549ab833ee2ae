#include "libs/log/kafka/kept_positions.h"

#include <utility>

#include "libs/log/kafka/errors.h"
#include "libs/log/positions.h"

namespace docket::log::kafka {
namespace {

constexpr int kPollMillis = 1000;  // Stopping ends it earlier.
constexpr int kTimeoutMillis = 5000;

// Nobody joins this group, so that the coordinator takes offsets from whoever sends them: under the
// name of a group with members they would be refused.
std::string GroupId(const std::string& group) { return group + ".position"; }

Places ListOf(const TopicPartition& place, Offset offset) {
  Places places(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(places.get(), place.topic.c_str(), place.partition)->offset =
      offset;
  return places;
}

const rd_kafka_group_result_t* GroupOf(rd_kafka_event_t* event) {
  size_t count = 0;
  const rd_kafka_group_result_t** groups = nullptr;
  if (const auto* stored = rd_kafka_event_AlterConsumerGroupOffsets_result(event)) {
    groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(stored, &count);
  } else if (const auto* kept = rd_kafka_event_ListConsumerGroupOffsets_result(event)) {
    groups = rd_kafka_ListConsumerGroupOffsets_result_groups(kept, &count);
  }
  return count == 1 ? groups[0] : nullptr;
}

// What the event says about the one place that was asked for.
absl::StatusOr<Offset> OffsetOf(rd_kafka_event_t* event, const std::string& doing) {
  if (const rd_kafka_resp_err_t code = rd_kafka_event_error(event)) return ToStatus(code, doing);
  const rd_kafka_group_result_t* const group = GroupOf(event);
  if (group == nullptr) return Unavailable(doing + ": Kafka gave no answer");
  if (const rd_kafka_error_t* fault = rd_kafka_group_result_error(group)) {
    return ToStatus(rd_kafka_error_code(fault), doing);
  }
  const rd_kafka_topic_partition_list_t* const places = rd_kafka_group_result_partitions(group);
  if (places == nullptr || places->cnt != 1) return Unavailable(doing + ": Kafka gave no answer");
  if (places->elems[0].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return ToStatus(places->elems[0].err, doing);
  }
  const Offset offset = places->elems[0].offset;
  return offset < 0 ? Positions::kNone : offset;
}

}  // namespace

KeptPositions::KeptPositions(rd_kafka_t* client)
    : client_(client), results_(rd_kafka_queue_new(client)), thread_([this] { Run(); }) {}

KeptPositions::~KeptPositions() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  rd_kafka_queue_yield(results_.get());
  thread_.join();
  for (const auto& [id, open] : open_) open.done(Unavailable("the log is being closed"));
}

AdminOptions KeptPositions::Begin(rd_kafka_admin_op_t operation, std::string doing, Done done) {
  AdminOptions options(rd_kafka_AdminOptions_new(client_, operation));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kTimeoutMillis, nullptr, 0);
  const std::lock_guard lock(mutex_);
  rd_kafka_AdminOptions_set_opaque(options.get(), reinterpret_cast<void*>(++last_));
  open_.emplace(last_, Open{std::move(doing), std::move(done)});
  return options;
}

void KeptPositions::Store(const std::string& group, const TopicPartition& place, Offset next,
                          Done done) {
  const AdminOptions options =
      Begin(RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS,
            "storing the position of " + group + " in " + ToText(place),
            [next, done = std::move(done)](absl::StatusOr<Offset> stored) {
              done(stored.ok() ? absl::StatusOr<Offset>(next) : std::move(stored));
            });
  rd_kafka_AlterConsumerGroupOffsets_t* asked =
      rd_kafka_AlterConsumerGroupOffsets_new(GroupId(group).c_str(), ListOf(place, next).get());
  rd_kafka_AlterConsumerGroupOffsets(client_, &asked, 1, options.get(), results_.get());
  rd_kafka_AlterConsumerGroupOffsets_destroy(asked);
}

void KeptPositions::Query(const std::string& group, const TopicPartition& place, Done done) {
  const AdminOptions options =
      Begin(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
            "asking for the position of " + group + " in " + ToText(place), std::move(done));
  rd_kafka_ListConsumerGroupOffsets_t* asked = rd_kafka_ListConsumerGroupOffsets_new(
      GroupId(group).c_str(), ListOf(place, RD_KAFKA_OFFSET_INVALID).get());
  rd_kafka_ListConsumerGroupOffsets(client_, &asked, 1, options.get(), results_.get());
  rd_kafka_ListConsumerGroupOffsets_destroy(asked);
}

void KeptPositions::Answer(rd_kafka_event_t* event) {
  const auto id = reinterpret_cast<uintptr_t>(rd_kafka_event_opaque(event));
  std::map<uintptr_t, Open>::node_type open;
  {
    const std::lock_guard lock(mutex_);
    open = open_.extract(id);
  }
  if (!open.empty()) open.mapped().done(OffsetOf(event, open.mapped().doing));
}

void KeptPositions::Run() {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    const Event event(rd_kafka_queue_poll(results_.get(), kPollMillis));
    if (event != nullptr) Answer(event.get());
  }
}

}  // namespace docket::log::kafka
