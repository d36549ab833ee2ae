#pragma once

// Errors as values. A failure is an absl::Status with a canonical code; a rejection is one that
// also carries a reason (rejection.h); a bug is DOCKET_CHECK (check.h).
//
// The distribution builds abseil with string types of its own, so texts go in and come out through
// these functions as std::string_view, and no other abseil type is named outside this file.

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace docket {

absl::Status MakeStatus(absl::StatusCode code, std::string_view message);

// The caller sent something of wrong form. The message says what to send instead.
absl::Status InvalidArgument(std::string_view message);
// Nothing there, or nothing that this caller may see: one and the same answer.
absl::Status NotFound(std::string_view message);
// Well formed, but the state does not allow it.
absl::Status FailedPrecondition(std::string_view message);
// The role does not allow it.
absl::Status PermissionDenied(std::string_view message);
// A queue, quota or disk is full. Nothing was done.
absl::Status ResourceExhausted(std::string_view message);
// Another writer was first, more often than we try again.
absl::Status Aborted(std::string_view message);
// Beyond the end of the log.
absl::Status OutOfRange(std::string_view message);
// Not now; the same request may be sent again.
absl::Status Unavailable(std::string_view message);
// The log or a store is damaged.
absl::Status DataLoss(std::string_view message);
// A bug of ours that could be contained.
absl::Status Internal(std::string_view message);

// The message of `status`, valid as long as it is.
std::string_view Message(const absl::Status& status);

// `status` with "context: " before its message, its code and payloads kept.
absl::Status Annotate(const absl::Status& status, std::string_view context);

}  // namespace docket

// Returns from the function with the status of `expression` unless it is OK.
#define DOCKET_RETURN_IF_ERROR(expression)                                  \
  do {                                                                      \
    if (absl::Status docket_status_ = (expression); !docket_status_.ok()) { \
      return docket_status_;                                                \
    }                                                                       \
  } while (false)

#define DOCKET_CONCAT_INNER_(a, b) a##b
#define DOCKET_CONCAT_(a, b) DOCKET_CONCAT_INNER_(a, b)

// Assigns the value of `expression`, a StatusOr, to `declaration`, or returns its status.
#define DOCKET_ASSIGN_OR_RETURN(declaration, expression) \
  DOCKET_ASSIGN_OR_RETURN_(DOCKET_CONCAT_(docket_or_, __LINE__), declaration, expression)
#define DOCKET_ASSIGN_OR_RETURN_(result, declaration, expression) \
  auto result = (expression);                                     \
  if (!result.ok()) return std::move(result).status();            \
  declaration = *std::move(result)
