#pragma once

// The settings as far as this process has folded them: by one unit (setting_unit.h), for all of its
// units. A commit names how many setting commits its decider had folded; whoever folds it waits
// here until as many are in the book, and takes the documents as of that number.
//
// Threads: any, but for what only the thread that steps the setting unit may call.

#include <cstdint>

#include "libs/eventing/unit.h"
#include "libs/eventing/unit_progress.h"
#include "libs/log/wakers.h"
#include "libs/setting/setting_book.h"

namespace docket::eventing {

class FoldedSettings final : public log::Waker {
 public:
  // Where all setting commits stand.
  static log::TopicPartition Place();

  // The settings that the unit of `spec` waits for: those of its ports, but none for the setting
  // unit, which waits for nothing.
  static FoldedSettings* AwaitedBy(const UnitSpec& spec, const UnitPorts& ports);

  uint64_t number() const { return book_.number(); }
  const setting::SettingBook& book() const { return book_; }

  // Whether a skip names the record that stands at `offset` of `place` and has `digest`.
  bool Skips(const log::TopicPartition& place, log::Offset offset, const Digest& digest) const;

  // Everything in Place() before this is in the book and in the rows of the setting unit.
  log::Offset reached() const;

  // Who is told when the book has grown or `reached` has; null for nobody.
  void SetWaker(const void* owner, log::Waker* waker) { wakers_.Set(owner, waker); }
  // Tells them. Called by the setting unit's host when that has written.
  void Wake() override { wakers_.Wake(); }

  // From the stepping thread: adds the `number`th accepted commit.
  void Add(uint64_t number, const setting::v1::SettingCommit& commit);
  // Before anybody asks: what tells how far the setting unit is; outlives this.
  void Follow(const UnitProgress& progress) { progress_ = &progress; }

 private:
  setting::SettingBook book_;
  const UnitProgress* progress_ = nullptr;
  log::Wakers wakers_;
};

}  // namespace docket::eventing
