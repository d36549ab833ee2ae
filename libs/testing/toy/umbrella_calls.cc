#include "libs/testing/toy/umbrella_calls.h"

#include <utility>

#include <google/protobuf/text_format.h>

#include "libs/base/check.h"
#include "libs/base/rejection.h"
#include "libs/testing/toy/borrower.h"
#include "libs/testing/toy/umbrella.h"

namespace docket::testing {
namespace {

constexpr char kTenant[] = "acme";

Umbrella::CommandRecord Record(std::string_view id, const std::string& text,
                               const Digest& command_id) {
  Umbrella::CommandRecord record;
  eventing::CommandHeader& header = *record.mutable_header();
  header.set_tenant(kTenant);
  header.set_aggregate_id(std::string(id));
  header.set_command_id(std::string(command_id.bytes()));
  header.mutable_actor()->set_kind(log::v1::Actor::KIND_AGENT);
  header.mutable_actor()->set_id("clerk");
  DOCKET_CHECK(google::protobuf::TextFormat::ParseFromString(text, record.mutable_command()));
  return record;
}

}  // namespace

eventing::Command UmbrellaCall(std::string_view id, const std::string& text,
                               std::string_view request) {
  const Umbrella::CommandRecord record =
      Record(id, text, eventing::PersonCommandId(kTenant, "clerk", request));
  eventing::Command command;
  command.header = record.header();
  command.digest = Digest::Of(eventing::SerializeDeterministic(record.command()));
  command.body = std::make_shared<const Umbrella::Command>(record.command());
  command.roles = {eventing::Role::kAgent};
  command.from_person = true;
  return command;
}

log::Record UmbrellaCommandRecord(std::string_view id, const std::string& text,
                                  std::string_view key) {
  const std::string parts[] = {std::string(key)};
  return {std::string(id),
          Record(id, text, eventing::MachineCommandId(kTenant, "Test", parts)).SerializeAsString(),
          {}};
}

std::string LendText(std::string_view borrower) {
  return "lend { borrower_id: '" + Borrower::IdOf(kTenant, borrower) +
         "' due_time { seconds: 10000000 } }";
}

eventing::Reply Caller::reply() {
  return [this](absl::StatusOr<eventing::Receipt> outcome) {
    DOCKET_CHECK(!outcome_.has_value());
    outcome_ = std::move(outcome);
  };
}

std::string Caller::reason() const {
  const std::optional<Rejection> rejection = RejectionOf(status());
  return rejection.has_value() ? rejection->reason : std::string();
}

}  // namespace docket::testing
