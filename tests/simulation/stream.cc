#include "tests/simulation/stream.h"

#include "tests/simulation/trace.h"

namespace docket::simulation {

Stream::Stream(uint64_t seed, std::string_view subject)
    : generator_(HashOf(subject, seed + 0x9e3779b97f4a7c15)) {}

nanoseconds Stream::Between(nanoseconds low, nanoseconds high) {
  const auto span = static_cast<uint64_t>((high - low).count()) + 1;
  return low + nanoseconds(static_cast<int64_t>(Below(span)));
}

}  // namespace docket::simulation
