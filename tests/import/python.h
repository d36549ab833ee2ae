#pragma once

// Runs a Python program of this folder and takes what it prints.

#include <string>
#include <vector>

namespace docket {

struct Finished {
  int exit_status = 0;  // Minus the signal if one ended it.
  std::string output;   // What it printed to standard output.
};

// Runs python3 with `arguments`, of which the first is the program, and waits for its end.
Finished RunPython(const std::vector<std::string>& arguments);

}  // namespace docket
