#pragma once

// The objects of librdkafka's C interface with their ends.

#include <memory>

#include <librdkafka/rdkafka.h>

namespace docket::log::kafka {

template <auto Destroy>
struct Destroyer {
  template <typename Object>
  void operator()(Object* object) const {
    Destroy(object);
  }
};

// Destroying a client waits for its threads, and for nothing that the broker would have to answer:
// a reader without subscription has no group to leave, a producer's unsent records are dropped.
using Client = std::unique_ptr<rd_kafka_t, Destroyer<rd_kafka_destroy>>;
using Conf = std::unique_ptr<rd_kafka_conf_t, Destroyer<rd_kafka_conf_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroyer<rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroyer<rd_kafka_event_destroy>>;
using Fetched = std::unique_ptr<rd_kafka_message_t, Destroyer<rd_kafka_message_destroy>>;
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Destroyer<rd_kafka_metadata_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroyer<rd_kafka_topic_destroy>>;
using Places = std::unique_ptr<rd_kafka_topic_partition_list_t,
                               Destroyer<rd_kafka_topic_partition_list_destroy>>;
using Headers = std::unique_ptr<rd_kafka_headers_t, Destroyer<rd_kafka_headers_destroy>>;
using Fault = std::unique_ptr<rd_kafka_error_t, Destroyer<rd_kafka_error_destroy>>;
using AdminOptions =
    std::unique_ptr<rd_kafka_AdminOptions_t, Destroyer<rd_kafka_AdminOptions_destroy>>;
using GroupList =
    std::unique_ptr<const struct rd_kafka_group_list, Destroyer<rd_kafka_group_list_destroy>>;

// Takes what `client` has to say of itself, of which nothing is left to do: it reaches the log of
// the program by a way of its own (settings.cc). A client that nobody polls would keep all of it.
// Never for one that reads or produces, whose records and reports may come the same way.
inline void DropEvents(rd_kafka_t* client) {
  const Queue main(rd_kafka_queue_get_main(client));
  while (const Event event{rd_kafka_queue_poll(main.get(), 0)}) {
  }
}

}  // namespace docket::log::kafka
