#pragma once

// The heads of aggregates that a unit follows without deciding on them: all that the acceptance
// rule needs.
//
//   <kind>.heads  aggregate id -> digest[16] version[8]

#include <string>

#include "libs/eventing/acceptance.h"
#include "libs/eventing/commit.h"
#include "libs/store/projection_store.h"

namespace docket::eventing {

class HeadTable {
 public:
  static store::TableSpec Spec(std::string_view kind);

  HeadTable(const AggregateKind& kind, store::TableIndex table, store::ProjectionStore& store)
      : kind_(kind), table_(table), store_(store) {}

  const AggregateKind& kind() const { return kind_; }

  // Judges `commit` and, if accepted, makes it the head.
  absl::StatusOr<Verdict> Fold(const Commit& commit);

 private:
  const AggregateKind& kind_;
  const store::TableIndex table_;
  store::ProjectionStore& store_;
};

}  // namespace docket::eventing
