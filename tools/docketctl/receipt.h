#pragma once

// How the answer to a change is shown.

#include <string>

#include "docket/ticket/v1/ticket_values.pb.h"
#include "tools/docketctl/session.h"

namespace docket::docketctl {

// `time` in words; empty if it is absent.
std::string TimeText(bool present, const google::protobuf::Timestamp& time);

// Prints `receipt` to stdout as the session asks.
void PrintReceipt(const Session& session, const ticket::v1::Receipt& receipt);

}  // namespace docket::docketctl
