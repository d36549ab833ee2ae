#include "libs/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace docket {

void CheckFailed(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "%s:%d: bug: DOCKET_CHECK(%s) failed\n", file, line, condition);
  std::abort();
}

}  // namespace docket
