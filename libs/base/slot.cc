#include "libs/base/slot.h"

#include <string>

#include "libs/base/digest.h"

namespace docket {

Slot Slot::Of(std::string_view tenant, std::string_view customer_key) {
  std::string joined(tenant);
  joined += '\0';
  joined += customer_key;
  Sha256Bytes hash = Sha256(joined);
  return {static_cast<uint16_t>(hash[0] << 8 | hash[1])};
}

}  // namespace docket
