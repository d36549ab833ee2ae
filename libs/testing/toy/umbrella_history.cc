#include "libs/testing/toy/umbrella_history.h"

#include <memory>

#include <google/protobuf/text_format.h>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"
#include "libs/eventing/command.h"
#include "libs/testing/toy/borrower.h"

namespace docket::testing {

UmbrellaHistory::UmbrellaHistory(std::string_view name, std::string_view tenant)
    : tenant_(tenant), id_(Umbrella::IdOf(tenant, name)) {}

eventing::Commit UmbrellaHistory::Propose(const std::string& event, Time now,
                                          std::string_view request) const {
  auto message = std::make_unique<Umbrella::Commit>();
  eventing::CommitHeader& header = *message->mutable_header();
  header.set_tenant(tenant_);
  header.set_aggregate_id(id_);
  header.set_command_id(std::string(eventing::PersonCommandId(tenant_, "clerk", request).bytes()));
  eventing::Extend(head_, now, header);
  DOCKET_CHECK(google::protobuf::TextFormat::ParseFromString(event, message->add_events()));
  return eventing::WriteCommit(std::move(message));
}

eventing::Commit UmbrellaHistory::Add(const std::string& event, Time now,
                                      std::string_view request) {
  eventing::Commit commit = Propose(event, now, request);
  head_ = eventing::HeadOf(commit.header(kind_), commit.digest);
  return commit;
}

std::string LentText(uint64_t loan, std::string_view borrower, Time due) {
  const google::protobuf::Timestamp due_time = ToProto(due);
  return "lent { loan: " + std::to_string(loan) + " borrower_id: '" +
         Borrower::IdOf("acme", borrower) +
         "' due_time { seconds: " + std::to_string(due_time.seconds()) +
         " nanos: " + std::to_string(due_time.nanos()) + " } }";
}

log::Record RecordOf(std::string_view key, const eventing::Commit& commit) {
  return {std::string(key), commit.bytes, {}};
}

}  // namespace docket::testing
