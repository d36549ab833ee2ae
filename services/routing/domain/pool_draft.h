#pragma once

// A commit of a pool being decided. Each step sees what those before it did. Lives within one call
// of Decide.

#include <string_view>
#include <utility>

#include "libs/eventing/decision.h"
#include "services/routing/domain/pool_state.pb.h"

namespace docket::routing {

class Draft {
 public:
  using Decision = eventing::Decision<v1::PoolEvent>;

  // `context` must outlive the draft.
  Draft(PoolState state, const eventing::DecisionContext& context);

  // The pool as the events so far leave it.
  const PoolState& state() const { return state_; }
  const eventing::DecisionContext& context() const { return context_; }
  Time now() const { return context_.now; }

  // Appends a fact and folds it.
  void Add(v1::PoolEvent event);
  bool empty() const { return decision_.events.empty(); }
  // How many assignments there are so far.
  uint32_t assigned() const { return assigned_; }

  // What was decided; the draft is over then.
  Decision TakeDecision() { return std::move(decision_); }

 private:
  PoolState state_;
  const eventing::DecisionContext& context_;
  eventing::CommitHeader header_;
  Decision decision_;
  uint32_t assigned_ = 0;
};

// FIELD_INVALID{field, rule}.
absl::Status FieldInvalid(std::string_view field, std::string_view rule);
// Refuses an absent or overlong name of an agent, team or pool.
absl::Status CheckMember(std::string_view field, std::string_view id);

}  // namespace docket::routing
