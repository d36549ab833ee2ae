#pragma once

// The calls a load is made of, as bytes: one client for Docket and for the bare anchor, so that
// only the servers differ. Call i of a seed is the same in every run.

#include <cstdint>
#include <functional>
#include <string>

#include "docket/ticket/v1/ticket_service.pb.h"
#include "libs/base/id.h"
#include "libs/base/status.h"

namespace docket::bench {

// What is called, and the serialised request of the i-th call.
struct CallKind {
  std::string method;
  std::function<std::string(uint64_t)> request;
};

struct CallOptions {
  // Tells runs apart: their tickets differ.
  uint64_t seed = 1;
  // About how large a request to open is, and how long a comment.
  size_t bytes = 300;
  // How large the anchor's replies are.
  size_t reply_bytes = 100;
  // How many tickets of the seed there are, for calls that need one.
  uint64_t tickets = 1;
  // Which of all calls of the seed is the first: a later load goes on where one ended.
  uint64_t first = 0;
  // How many a page has.
  int page_size = 50;
  // What reads have to know, from an earlier answer; may be empty.
  std::string token{};
};

// `name`: open, comment, get, timeline (a page, the latest first) or list (a page of new tickets);
// or echo- and one of them, whose request carries the bytes of the call it stands for.
// INVALID_ARGUMENT for any other.
absl::StatusOr<CallKind> CallNamed(const std::string& name, const CallOptions& options);

// The tenant that loads work in, and who they are.
inline constexpr char kTenant[] = "bench";
inline constexpr char kAgent[] = "bench";

// The ticket that the opening `index` of the seed opens, and what is then said on it.
TicketId TicketAt(const CallOptions& options, uint64_t index);
ticket::v1::OpenTicketRequest OpeningAt(const CallOptions& options, uint64_t index);
ticket::v1::CommentTicket CommentOf(const CallOptions& options);

}  // namespace docket::bench
