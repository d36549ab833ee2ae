#pragma once

// Tickets over gRPC, for scenarios that ask more often than a program can be started.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "docket/ticket/v1/ticket_command_service.grpc.pb.h"
#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "libs/base/proto_time.h"
#include "libs/rpc/channel.h"

namespace docket {

namespace v1 = ticket::v1;

// One caller. Any thread.
class TicketClient {
 public:
  explicit TicketClient(const std::string& address, std::string actor = "agent:ann",
                        std::string roles = "agent,supervisor,import")
      : actor_(std::move(actor)),
        roles_(std::move(roles)),
        channel_(rpc::Dial(address)),
        tickets_(v1::TicketService::NewStub(channel_)),
        commands_(v1::TicketCommandService::NewStub(channel_)) {}

  v1::TicketService::Stub& tickets() { return *tickets_; }

  void Prepare(grpc::ClientContext& context) const {
    PrepareStream(context);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  }
  void PrepareStream(grpc::ClientContext& context) const {
    context.AddMetadata("docket-tenant", "default");
    context.AddMetadata("docket-actor", actor_);
    context.AddMetadata("docket-roles", roles_);
  }

  v1::Receipt Open(const std::string& customer, const std::string& request_id) {
    grpc::ClientContext context;
    Prepare(context);
    v1::OpenTicketRequest request;
    request.set_request_id(request_id);
    request.mutable_ticket()->mutable_requester()->set_customer_key(customer);
    request.mutable_ticket()->set_channel(v1::CHANNEL_API);
    request.mutable_ticket()->set_subject("Ticket " + request_id);
    v1::OpenTicketResponse response;
    const grpc::Status status = tickets_->OpenTicket(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.receipt();
  }

  grpc::Status Get(const v1::GetTicketRequest& request, v1::GetTicketResponse& response) {
    grpc::ClientContext context;
    Prepare(context);
    return tickets_->GetTicket(&context, request, &response);
  }

  v1::ListTicketsResponse List(const v1::ListTicketsRequest& request) {
    grpc::ClientContext context;
    Prepare(context);
    v1::ListTicketsResponse response;
    const grpc::Status status = tickets_->ListTickets(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  // With what words `step` is refused; it must be.
  std::string Refusal(const v1::SubmitRequest& step) {
    grpc::ClientContext context;
    PrepareStream(context);
    const auto stream = commands_->Submit(&context);
    v1::SubmitResponse response;
    EXPECT_TRUE(stream->Write(step) && stream->WritesDone() && stream->Read(&response));
    EXPECT_TRUE(response.has_refused());
    stream->Finish();
    return response.refused().message();
  }

  // Sends `steps` one after the other, each once the one before is answered; their receipts.
  std::vector<v1::Receipt> Submit(const std::vector<v1::SubmitRequest>& steps) {
    grpc::ClientContext context;
    PrepareStream(context);
    const auto stream = commands_->Submit(&context);
    std::vector<v1::Receipt> receipts;
    for (const v1::SubmitRequest& step : steps) {
      v1::SubmitResponse response;
      if (!stream->Write(step) || !stream->Read(&response)) break;
      EXPECT_FALSE(response.has_refused()) << response.refused().message();
      receipts.push_back(response.submitted());
    }
    stream->WritesDone();
    stream->Finish();
    return receipts;
  }

 private:
  const std::string actor_;
  const std::string roles_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::TicketService::Stub> tickets_;
  const std::unique_ptr<v1::TicketCommandService::Stub> commands_;
};

// The `row`th step of a recorded case, at `time`: it opens the case, then gives it to and fro,
// holds it and changes its priority, so that every step but the first changes a list or an order.
inline v1::SubmitRequest RecordedStep(const std::string& name, uint64_t row, Time time) {
  v1::SubmitRequest step;
  step.set_customer_key("customer of " + name);
  step.mutable_recorded()->set_source("scenario");
  step.mutable_recorded()->set_case_(name);
  step.mutable_recorded()->set_row(row);
  *step.mutable_recorded()->mutable_time() = ToProto(time);
  v1::TicketCommand& command = *step.mutable_command();
  if (row == 1) {
    command.mutable_open()->set_channel(v1::CHANNEL_API);
    command.mutable_open()->set_subject(name);
    command.mutable_open()->mutable_requester()->set_customer_key(step.customer_key());
    return step;
  }
  switch (row % 4) {
    case 0: command.mutable_hold(); break;
    case 1: command.mutable_resume(); break;
    case 2:
      command.mutable_assign()->set_team_id("lamps");
      command.mutable_assign()->set_assignee_id("agent " + std::to_string(row));
      break;
    default:
      command.mutable_prioritise()->set_priority(row % 8 == 3 ? v1::PRIORITY_LOW
                                                              : v1::PRIORITY_URGENT);
  }
  return step;
}

// The first `count` steps of a case, a minute apart.
inline std::vector<v1::SubmitRequest> RecordedCase(const std::string& name, uint64_t count,
                                                   Time begin) {
  std::vector<v1::SubmitRequest> steps;
  for (uint64_t row = 1; row <= count; ++row) {
    steps.push_back(RecordedStep(name, row, begin + std::chrono::minutes(row)));
  }
  return steps;
}

}  // namespace docket
