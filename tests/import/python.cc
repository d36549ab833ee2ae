#include "tests/import/python.h"

#include <array>
#include <cstdio>

#include <sys/wait.h>

#include "libs/base/check.h"

namespace docket {
namespace {

std::string Quote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

Finished RunPython(const std::vector<std::string>& arguments) {
  std::string command = "python3";
  for (const std::string& argument : arguments) command += " " + Quote(argument);
  std::FILE* pipe = popen(command.c_str(), "r");
  DOCKET_CHECK(pipe != nullptr);
  Finished finished;
  std::array<char, 4096> chunk;
  while (const size_t size = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
    finished.output.append(chunk.data(), size);
  }
  const int status = pclose(pipe);
  finished.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return finished;
}

}  // namespace docket
