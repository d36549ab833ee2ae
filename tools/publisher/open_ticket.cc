// Opens a ticket by a command on Kafka: a publisher, to begin one's own with.
//
//     open_ticket BROKERS TENANT CUSTOMER REQUEST_ID SUBJECT
//
// prints the ticket's id once the brokers have the command; what came of it is in
// docket.ticket.events.v1. Sending it again is safe.

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include <librdkafka/rdkafkacpp.h>

#include "docket/ticket/v1/ticket_commands.pb.h"
#include "libs/base/digest.h"
#include "libs/base/id.h"
#include "libs/base/text.h"

namespace {

namespace v1 = docket::ticket::v1;

constexpr char kTopic[] = "docket.ticket.commands.v1";
constexpr int kMetadataMilliseconds = 10'000;
constexpr int kDeliveryMilliseconds = 30'000;

[[noreturn]] void Fail(std::string_view why) {
  std::cerr << "open_ticket: " << why << '\n';
  std::exit(1);
}

// Hears what became of what was sent.
class Delivery final : public RdKafka::DeliveryReportCb {
 public:
  void dr_cb(RdKafka::Message& message) override {
    if (message.err() != RdKafka::ERR_NO_ERROR) Fail(message.errstr());
  }
};

std::unique_ptr<RdKafka::Producer> Connect(const std::string& brokers, Delivery& delivery) {
  std::string error;
  const std::unique_ptr<RdKafka::Conf> conf(RdKafka::Conf::create(RdKafka::Conf::CONF_GLOBAL));
  conf->set("bootstrap.servers", brokers, error);
  conf->set("enable.idempotence", "true", error);
  conf->set("dr_cb", &delivery, error);
  std::unique_ptr<RdKafka::Producer> producer(RdKafka::Producer::create(conf.get(), error));
  if (producer == nullptr) Fail(error);
  return producer;
}

int PartitionsOf(RdKafka::Producer& producer) {
  std::string error;
  const std::unique_ptr<RdKafka::Topic> topic(
      RdKafka::Topic::create(&producer, kTopic, nullptr, error));
  RdKafka::Metadata* answer = nullptr;
  const auto code = producer.metadata(false, topic.get(), &answer, kMetadataMilliseconds);
  if (code != RdKafka::ERR_NO_ERROR) Fail("the brokers: " + RdKafka::err2str(code));
  const std::unique_ptr<RdKafka::Metadata> metadata(answer);
  const RdKafka::TopicMetadata& found = *metadata->topics()->front();
  if (found.err() != RdKafka::ERR_NO_ERROR) Fail(kTopic + (": " + RdKafka::err2str(found.err())));
  return static_cast<int>(found.partitions()->size());
}

// The command that opens the ticket `id`; its own id is the same for every attempt.
v1::TicketCommandRecord OpenTicket(const std::string& tenant, const std::string& customer,
                                   const std::string& id, const std::string& subject) {
  const std::string_view name[] = {tenant, "open", id};
  v1::TicketCommandRecord record;
  record.mutable_header()->set_tenant(tenant);
  record.mutable_header()->set_aggregate_id(id);
  record.mutable_header()->set_command_id(docket::HashParts(name).data(), docket::Digest::kSize);
  record.mutable_header()->mutable_actor()->set_kind(docket::log::v1::Actor::KIND_SERVICE);
  record.mutable_header()->mutable_actor()->set_id("example");
  v1::OpenTicket& open = *record.mutable_command()->mutable_open();
  open.set_channel(v1::CHANNEL_API);
  open.mutable_requester()->set_customer_key(customer);
  open.set_subject(subject);
  return record;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) Fail("usage: open_ticket BROKERS TENANT CUSTOMER REQUEST_ID SUBJECT");
  const std::string tenant = argv[2];
  const std::string customer = docket::CanonicalCustomerKey(argv[3]);
  const docket::TicketId ticket = docket::TicketId::Of(tenant, customer, argv[4]);
  const std::string id = ticket.text();
  std::string value = OpenTicket(tenant, customer, id, argv[5]).SerializeAsString();
  Delivery delivery;
  const std::unique_ptr<RdKafka::Producer> producer = Connect(argv[1], delivery);
  const int partition = ticket.slot().PartitionOf(PartitionsOf(*producer));
  const auto sent = producer->produce(kTopic, partition, RdKafka::Producer::RK_MSG_COPY,
                                      value.data(), value.size(), id.data(), id.size(), 0, nullptr);
  if (sent != RdKafka::ERR_NO_ERROR) Fail(RdKafka::err2str(sent));
  if (producer->flush(kDeliveryMilliseconds) != RdKafka::ERR_NO_ERROR)
    Fail("no answer from the brokers: send it again");
  std::cout << id << '\n';
}
