#include "tests/import/python.h"

#include "libs/testing/child_process.h"

namespace docket {

Finished RunPython(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"/usr/bin/env", "python3"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  testing::ChildProcess python(command);
  Finished finished;
  finished.output = python.ReadAll();
  finished.exit_status = python.Wait();
  return finished;
}

}  // namespace docket
