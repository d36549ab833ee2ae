#pragma once

// The id of a pool: "PL-" and 17 characters (libs/base/id.h), a function of its tenant and name, so
// that who feeds it, who asks it and who retries meet the same one.

#include <optional>
#include <string>
#include <string_view>

#include "libs/base/id.h"

namespace docket::routing {

class PoolId {
 public:
  static constexpr std::string_view kPrefix = "PL";
  // Of its text.
  static constexpr size_t kTextBytes = 20;

  // Of the pool called `name` that `tenant` has.
  static PoolId Of(std::string_view tenant, std::string_view name);
  // None unless `text` is a pool's id; its spelling may be any that ParseId takes.
  static std::optional<PoolId> Parse(std::string_view text);

  Slot slot() const { return bits_.slot; }
  std::string text() const { return FormatId(kPrefix, bits_); }

 private:
  explicit PoolId(IdBits bits) : bits_(bits) {}
  IdBits bits_;
};

}  // namespace docket::routing
