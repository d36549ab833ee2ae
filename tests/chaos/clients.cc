#include "tests/chaos/clients.h"

#include <chrono>
#include <random>
#include <utility>

#include "libs/rpc/channel.h"

namespace docket::chaos {
namespace {

namespace v1 = ticket::v1;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kTryDeadline{5};
// A request is given up after so long: longer than any fault lasts.
constexpr seconds kGiveUpAfter{120};
constexpr milliseconds kAskAgainAfter{50};
constexpr int kSharedTickets = 3;

// Whether nobody can say of a try that ended so what becomes of it.
bool IsUncertain(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::DEADLINE_EXCEEDED ||
         code == grpc::StatusCode::CANCELLED || code == grpc::StatusCode::UNKNOWN;
}
// Whether a server says that it is at fault, which none should ever be.
bool IsFault(grpc::StatusCode code) {
  return code == grpc::StatusCode::INTERNAL || code == grpc::StatusCode::DATA_LOSS ||
         code == grpc::StatusCode::UNIMPLEMENTED;
}

Asked::Outcome OutcomeOf(grpc::StatusCode code) {
  if (IsUncertain(code)) return Asked::Outcome::kUnknown;
  return IsFault(code) ? Asked::Outcome::kFailed : Asked::Outcome::kRefused;
}

using Try = std::function<grpc::Status(size_t at, v1::Receipt& receipt)>;

void Finish(Asked& asked, const grpc::Status& status, const v1::Receipt& receipt) {
  if (status.ok()) {
    asked.outcome = Asked::Outcome::kDone;
    asked.ticket_id = receipt.ticket_id();
    asked.version = receipt.version();
    asked.time = receipt.time();
    return;
  }
  asked.reason = status.error_message();
  asked.outcome = OutcomeOf(status.error_code());
}

// Asks until something certain is said, or for too long.
void AskOut(Asked& asked, size_t at, const Try& attempt) {
  const auto until = steady_clock::now() + kGiveUpAfter;
  while (true) {
    v1::Receipt receipt;
    const grpc::Status status = attempt(at++, receipt);
    const bool again = MayBeAskedAgain(status.error_code()) && steady_clock::now() < until;
    if (!again) return Finish(asked, status, receipt);
    asked.unknown_tries += IsUncertain(status.error_code()) ? 1 : 0;
    std::this_thread::sleep_for(kAskAgainAfter);
  }
}

}  // namespace

bool MayBeAskedAgain(grpc::StatusCode code) {
  return IsUncertain(code) || code == grpc::StatusCode::RESOURCE_EXHAUSTED ||
         code == grpc::StatusCode::ABORTED;
}

Caller::Caller(std::string actor, const std::vector<std::string>& addresses)
    : actor_(std::move(actor)) {
  for (const std::string& address : addresses) {
    stubs_.push_back(v1::TicketService::NewStub(rpc::Dial(address)));
  }
}

void Caller::Prepare(grpc::ClientContext& context) const {
  context.AddMetadata("docket-tenant", "chaos");
  context.AddMetadata("docket-actor", actor_);
  context.AddMetadata("docket-roles", "agent,supervisor");
  context.set_deadline(std::chrono::system_clock::now() + kTryDeadline);
}

grpc::Status Caller::Open(size_t at, const std::string& customer, const std::string& request_id,
                          v1::Receipt& receipt) {
  grpc::ClientContext context;
  Prepare(context);
  v1::OpenTicketRequest request;
  request.set_request_id(request_id);
  request.mutable_ticket()->mutable_requester()->set_customer_key(customer);
  request.mutable_ticket()->set_channel(v1::CHANNEL_API);
  request.mutable_ticket()->set_subject("Ticket " + request_id);
  v1::OpenTicketResponse response;
  const grpc::Status status = stubs_[at % stubs_.size()]->OpenTicket(&context, request, &response);
  receipt = response.receipt();
  return status;
}

grpc::Status Caller::Comment(size_t at, const std::string& ticket_id, const std::string& request_id,
                             v1::Receipt& receipt) {
  grpc::ClientContext context;
  Prepare(context);
  v1::CommentTicketRequest request;
  request.set_request_id(request_id);
  request.set_ticket_id(ticket_id);
  request.mutable_comment()->set_visibility(v1::COMMENT_VISIBILITY_NOTE);
  request.mutable_comment()->set_text("Note " + request_id);
  v1::CommentTicketResponse response;
  const grpc::Status status =
      stubs_[at % stubs_.size()]->CommentTicket(&context, request, &response);
  receipt = response.receipt();
  return status;
}

grpc::Status Caller::Get(size_t at, const std::string& ticket_id, v1::Ticket& ticket) {
  grpc::ClientContext context;
  Prepare(context);
  v1::GetTicketRequest request;
  request.set_ticket_id(ticket_id);
  v1::GetTicketResponse response;
  const grpc::Status status = stubs_[at % stubs_.size()]->GetTicket(&context, request, &response);
  ticket = response.ticket();
  return status;
}

Clients::Clients(const std::vector<std::string>& addresses, int count, uint64_t seed,
                 Journal& journal)
    : addresses_(addresses), run_(std::to_string(seed)), journal_(journal) {
  OpenShared();
  for (int number = 0; number < count; ++number) {
    threads_.emplace_back([this, number, seed] { Run(number, seed); });
  }
}

Clients::~Clients() {
  Stop();
  for (std::thread& thread : threads_) thread.join();
}

void Clients::OpenShared() {
  Caller caller("agent:chaos-opener", addresses_);
  for (int i = 0; i < kSharedTickets; ++i) {
    Asked asked{.actor = caller.actor(), .request_id = run_ + "-shared-" + std::to_string(i)};
    asked.customer = "everybody " + std::to_string(i);
    AskOut(asked, 0, [&](size_t at, v1::Receipt& receipt) {
      return caller.Open(at, asked.customer, asked.request_id, receipt);
    });
    shared_.push_back(asked.ticket_id);
    journal_.Add(std::move(asked));
  }
}

void Clients::Run(int number, uint64_t seed) {
  std::mt19937_64 draw(seed * 1000 + static_cast<uint64_t>(number));
  Caller caller("agent:chaos-" + std::to_string(number), addresses_);
  std::vector<std::string> tickets = shared_;
  for (uint64_t i = 0; !stopping_; ++i) {
    Asked asked{.actor = caller.actor(),
                .request_id = run_ + "-" + std::to_string(number) + "-" + std::to_string(i)};
    if (draw() % 4 == 0) {
      asked.customer = asked.actor + " " + std::to_string(draw() % 50);
      AskOut(asked, draw(), [&](size_t at, v1::Receipt& receipt) {
        return caller.Open(at, asked.customer, asked.request_id, receipt);
      });
      if (asked.outcome == Asked::Outcome::kDone) tickets.push_back(asked.ticket_id);
    } else {
      asked.ticket_id = tickets[draw() % tickets.size()];
      AskOut(asked, draw(), [&](size_t at, v1::Receipt& receipt) {
        return caller.Comment(at, asked.ticket_id, asked.request_id, receipt);
      });
    }
    journal_.Add(std::move(asked));
  }
}

}  // namespace docket::chaos
