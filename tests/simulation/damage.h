#pragma once

// What is done to the log at the end of some seeds, when everything is at rest: it loses something
// that was acknowledged. Whoever reads there must halt, and no position may pass the place.

#include <optional>
#include <string>

#include "tests/simulation/stream.h"
#include "tests/simulation/world.h"

namespace docket::simulation {

class Damage {
 public:
  enum class Kind {
    kGap,        // A commit leaves out a version.
    kCutEnd,     // The last records are gone: the log ends before what was folded.
    kCutBegin,   // The first records are gone.
    kLostRecord  // One record is gone, and later versions of its aggregate are there.
  };
  // Half of the seeds have one.
  static std::optional<Kind> Draw(Stream& stream);

  // Both outlive it. `canary`: the gap is not marked as planted, so the log oracle must object.
  Damage(World& world, Stream& stream, bool canary)
      : world_(world), stream_(stream), canary_(canary) {}

  // False once something was violated. Does nothing where there is nothing to damage.
  bool Run(Kind kind);

 private:
  bool RunGap();
  bool RunCutEnd();
  bool RunCutBegin();
  bool RunLostRecord();
  // A process on empty disks reads what is left, and must halt before `end`.
  bool MustHaltFresh(log::Offset end, std::string_view mark);
  bool MustHalt(Process& process, log::Offset end);

  log::TopicPartition Events() const;
  const ReferencePartition& Reference() const;

  World& world_;
  Stream& stream_;
  const bool canary_;
  Process::UnitKey unit_{};
};

}  // namespace docket::simulation
