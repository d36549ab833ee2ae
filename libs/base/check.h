#pragma once

// DOCKET_CHECK(condition): a bug of ours, in releases too. Prints the place and the condition and
// aborts; the restart folds the log again, so stopping loses nothing and going on might.

namespace docket {

[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);

}  // namespace docket

#define DOCKET_CHECK(condition)                      \
  (__builtin_expect(static_cast<bool>(condition), 1) \
       ? static_cast<void>(0)                        \
       : ::docket::CheckFailed(__FILE__, __LINE__, #condition))
