#include "tests/simulation/read_oracle.h"

namespace docket::simulation {

void ReadOracle::OnRead(const UnitRows& rows, const eventing::FoldedMap& token,
                        const absl::Status& status) {
  if (status.code() == absl::StatusCode::kUnavailable) return;
  if (!status.ok()) {
    return Fail("a read of " + ToText(rows.unit()) + " is answered " +
                std::string(docket::Message(status)));
  }
  for (const auto& [place, folded] : token) {
    const log::Offset written = rows.Next(place.topic);
    if (place.partition != rows.unit().partition || written >= folded.offset) continue;
    Fail("a read of " + ToText(rows.unit()) + " asks for " + std::to_string(folded.offset) +
         " and is answered from rows of " + std::to_string(written));
  }
}

}  // namespace docket::simulation
