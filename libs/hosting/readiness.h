#pragma once

// How the partitions stand, told to health, stdout and stderr. A partition that is halted is not
// ready and takes nobody along: health answers for each, by names like "intake/2", and for the
// whole as long as one of them serves. That of settings is told like the others, and alone makes
// nobody ready.

#include <string>
#include <vector>

#include "libs/rpc/server.h"
#include "libs/runtime/hosted_unit.h"

namespace docket::hosting {

class Readiness {
 public:
  // All outlive it. One thread, that of the server. `program` is named in what is printed. The
  // last of `units` is that of settings.
  Readiness(std::string program, std::vector<const runtime::HostedUnit*> units,
            rpc::Server& server);

  // Tells what is new. The whole becomes ready when every partition that this instance owns, at
  // least one, has caught up, is halted or waits for an operator's word, and is so until
  // none serves.
  void Look();

 private:
  // A partition as it was last told.
  struct Told {
    bool owned = false;
    bool serving = false;
    bool halted = false;
    bool settings_overdue = false;
    bool awaits_word = false;
  };

  void LookAt(const runtime::HostedUnit& unit, Told& told);
  void TellAwaitsWord(const runtime::HostedUnit& unit, Told& told) const;
  void TellOverdue(const runtime::HostedUnit& unit, Told& told) const;

  const std::string program_;
  const std::vector<const runtime::HostedUnit*> units_;
  rpc::Server& server_;
  std::vector<Told> told_;
  bool ready_ = false;
};

}  // namespace docket::hosting
