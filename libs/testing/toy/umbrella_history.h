#pragma once

// The commits of one umbrella, as a correct writer makes them, for tests of whatever reads them.

#include <string>
#include <string_view>

#include "libs/eventing/acceptance.h"
#include "libs/eventing/aggregate_kind.h"
#include "libs/eventing/commit.h"
#include "libs/log/record.h"
#include "libs/testing/toy/umbrella.h"

namespace docket::testing {

class UmbrellaHistory {
 public:
  explicit UmbrellaHistory(std::string_view name, std::string_view tenant = "acme");

  const std::string& id() const { return id_; }
  const eventing::Head& head() const { return head_; }

  // The next commits are decided with so many setting commits folded.
  void FoldSettings(uint64_t number) { head_.settings = number; }

  // A commit that extends the history by `event`, a text proto of an UmbrellaEvent, decided at
  // `now` by the command `request`.
  eventing::Commit Propose(const std::string& event, Time now, std::string_view request) const;
  // The same, and makes it part of the history.
  eventing::Commit Add(const std::string& event, Time now, std::string_view request);
  // Makes `commit`, which extends the history, part of it.
  void Extend(const eventing::Commit& commit) {
    head_ = eventing::HeadOf(commit.header(kind_), commit.digest);
  }
  eventing::Commit Add(const std::string& event) { return Add(event, now_, std::to_string(++n_)); }

 private:
  const eventing::AggregateKindOf<Umbrella> kind_;
  const std::string tenant_;
  const std::string id_;
  const Time now_ = FromMillis(43'200'000);  // Noon, long ago.
  eventing::Head head_;
  int n_ = 0;
};

// The event of "lend it to `borrower`, due at `due`".
std::string LentText(uint64_t loan, std::string_view borrower, Time due);

// `commit` as it stands in its topic.
log::Record RecordOf(std::string_view key, const eventing::Commit& commit);

}  // namespace docket::testing
