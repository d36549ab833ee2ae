#pragma once

// How the partitions stand, told to health, stdout and stderr. A partition that is halted is not
// ready and takes nobody along: health answers for each, by names like "intake/2", and for the
// whole as long as one of them serves.

#include <vector>

#include "libs/rpc/server.h"
#include "services/docket/units.h"

namespace docket {

class Readiness {
 public:
  // Both outlive it. One thread, that of the server.
  Readiness(const std::vector<HostUnit>& units, rpc::Server& server);

  // Tells what is new. The whole becomes ready when every partition that is not halted has caught
  // up, and is so until none serves.
  void Look();

 private:
  // A partition as it was last told.
  struct Told {
    bool serving = false;
    bool halted = false;
  };

  void LookAt(const runtime::HostedUnit& unit, Told& told);

  const std::vector<HostUnit>& units_;
  rpc::Server& server_;
  std::vector<Told> told_;
  bool ready_ = false;
};

}  // namespace docket
