#pragma once

// The main function of every host: settings, log lines, run.

#include <string>
#include <vector>

#include "libs/hosting/service.h"

namespace docket::hosting {

// What a host program is called and how it is told about.
struct Program {
  std::string name;
  std::string description;
  // Whether it may also run on an embedded log; else --kafka has to be given.
  bool embedded = false;
};

// Reads the command line, the environment and the configuration file, then runs `services` until
// told to stop. The exit status of the process.
int RunProgram(int argc, char** argv, const Program& program, std::vector<Service> services);

}  // namespace docket::hosting
