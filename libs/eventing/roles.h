#pragma once

// In which roles an actor acts; several may be held at once and their scopes are joined
// (semantics.md 1). They come from the authenticator, never from the request.

#include <cstdint>
#include <initializer_list>

namespace docket::eventing {

enum class Role : uint8_t {
  kCustomer,
  kAgent,
  kSupervisor,
  kAdministrator,
  kAnalyst,
  kService,
  // The right to write recorded history.
  kImport,
  // Keeps the host, which serves all tenants. It reads no tenant's tickets; quarantine, comparisons
  // and halts show it records and keys of any.
  kOperator,
};

class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (Role role : roles) Add(role);
  }
  constexpr void Add(Role role) { bits_ |= Bit(role); }
  constexpr bool Has(Role role) const { return (bits_ & Bit(role)) != 0; }
  constexpr bool HasAny(Roles roles) const { return (bits_ & roles.bits_) != 0; }

 private:
  static constexpr uint32_t Bit(Role role) { return 1u << static_cast<uint32_t>(role); }
  uint32_t bits_ = 0;
};

}  // namespace docket::eventing
