#pragma once

// A question for the end of a partition: an offset above all that was acknowledged to anybody
// before it was put. Put again after a failure. One thread.

#include <optional>

#include "libs/log/event_log.h"

namespace docket::eventing {

class EndQuery {
 public:
  // `log` outlives this.
  EndQuery(log::EventLog& log, log::TopicPartition place);

  // Asks for an end that is captured from now on; an answer still due to an earlier question does
  // not count. `known` is as for EventLog::QueryEnd.
  void Ask(log::Offset known = 0);
  // Nobody waits for an answer any more.
  void Cancel() { wanted_ = false; }
  // Whether an answer is waited for.
  bool asking() const { return wanted_; }

  // The answer, once; none while there is none.
  std::optional<log::Offset> Take();

 private:
  log::EventLog& log_;
  const log::TopicPartition place_;
  std::optional<log::EndHandle> running_;
  log::Offset known_ = 0;
  bool wanted_ = false;
  bool too_early_ = false;  // The running question was put before the last Ask.
};

}  // namespace docket::eventing
