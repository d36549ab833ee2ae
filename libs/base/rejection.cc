#include "libs/base/rejection.h"

#include "absl/strings/cord.h"

#include "libs/base/big_endian.h"

namespace docket {
namespace {

// The payload is the reason and then names and values in turn, each after its length as a
// big-endian u32: a value may be a customer's text and hold any byte. It never leaves the process.
constexpr char kPayloadType[] = "docket/rejection";

void PutPart(std::string& out, std::string_view part) {
  PutU32(out, static_cast<uint32_t>(part.size()));
  out += part;
}

std::string_view TakePart(std::string_view& in) {
  const size_t size = GetU32(in);
  const std::string_view part = in.substr(4, size);
  in.remove_prefix(4 + size);
  return part;
}

std::string Encode(const Rejection& rejection) {
  std::string out;
  PutPart(out, rejection.reason);
  for (const auto& [name, value] : rejection.details) {
    PutPart(out, name);
    PutPart(out, value);
  }
  return out;
}

Rejection Decode(std::string_view in) {
  Rejection rejection;
  rejection.reason = TakePart(in);
  while (!in.empty()) {
    const std::string_view name = TakePart(in);
    rejection.details.emplace(name, TakePart(in));
  }
  return rejection;
}

}  // namespace

absl::Status RejectionStatus(const Rejection& rejection, std::string_view message) {
  absl::Status status = FailedPrecondition(message);
  status.SetPayload(kPayloadType, absl::Cord(Encode(rejection)));
  return status;
}

std::optional<Rejection> RejectionOf(const absl::Status& status) {
  auto payload = status.GetPayload(kPayloadType);
  if (!payload.has_value()) return std::nullopt;
  return Decode(std::string(*payload));
}

}  // namespace docket
