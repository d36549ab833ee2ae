#include "tools/docketctl/ticket_watching.h"

#include <chrono>
#include <iostream>
#include <thread>

#include "docket/ticket/v1/ticket_service.grpc.pb.h"
#include "libs/base/time.h"
#include "tools/docketctl/ticket_render.h"

namespace docket::docketctl {
namespace {

using ticket::v1::TicketService;
using ticket::v1::WatchTicketsRequest;
using ticket::v1::WatchTicketsResponse;

constexpr std::chrono::milliseconds kTryAgain{500};

// What is printed of one watch, over all its streams.
struct Printed {
  Table table = ChangeTable();
  uint64_t changes = 0;
};

void Print(const Session& session, const WatchTicketsResponse& response, Printed& printed) {
  if (!response.has_change()) return;
  ++printed.changes;
  if (session.output() == Output::kJson) {
    std::cout << ToJsonLine(response) << std::flush;
    return;
  }
  AddChange(printed.table, response.change());
  std::cout << printed.table.Take() << std::flush;
}

// Prints what one stream tells; `request` then goes on behind it. True if it told anything.
bool ReadStream(Session& session, const WatchOptions& options, WatchTicketsRequest& request,
                Printed& printed, grpc::Status& status) {
  grpc::ClientContext context;
  session.PrepareStream(context);
  const auto stream = TicketService::NewStub(session.channel())->WatchTickets(&context, request);
  WatchTicketsResponse response;
  bool told = false;
  while (printed.changes < options.changes_max && stream->Read(&response)) {
    told = true;
    Print(session, response, printed);
    request.set_token(response.token());
  }
  if (printed.changes == options.changes_max) context.TryCancel();
  status = stream->Finish();
  return told;
}

bool MayGoOn(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
         status.error_code() == grpc::StatusCode::ABORTED;
}

}  // namespace

void Watch(Session& session, WatchTicketsRequest request, const WatchOptions& options) {
  Printed printed;
  auto silent_since = SystemInstant().monotonic;
  while (true) {
    grpc::Status status;
    const bool told = ReadStream(session, options, request, printed, status);
    if (printed.changes == options.changes_max) return;
    const auto now = SystemInstant().monotonic;
    if (told) silent_since = now;
    if (!MayGoOn(status) || now - silent_since >= session.timeout()) return session.Finish(status);
    std::cerr << "docketctl: " << status.error_message() << "; going on\n";
    std::this_thread::sleep_for(kTryAgain);
  }
}

}  // namespace docket::docketctl
