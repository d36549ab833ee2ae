#include "libs/store/engine.h"

namespace docket::store {

KeyRange KeyRange::Prefix(std::string_view prefix) {
  KeyRange range{.begin = std::string(prefix), .end = std::string(prefix)};
  // The least text above all that start with the prefix: 0xff cannot rise, so the byte before does.
  while (!range.end.empty() && static_cast<unsigned char>(range.end.back()) == 0xff) {
    range.end.pop_back();
  }
  if (!range.end.empty()) ++range.end.back();
  return range;
}

}  // namespace docket::store
