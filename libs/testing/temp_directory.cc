#include "libs/testing/temp_directory.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "libs/base/check.h"

namespace docket::testing {

TempDirectory::TempDirectory()
    : path_((std::filesystem::temp_directory_path() / "docket-test-XXXXXX").string()) {
  DOCKET_CHECK(mkdtemp(path_.data()) != nullptr);
}

TempDirectory::~TempDirectory() {
  std::error_code ignored;  // A left-over directory fails no test.
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace docket::testing
