#include "libs/runtime/store_reads.h"

#include <utility>

namespace docket::runtime {

// A read on its way through the partitions that it needs.
struct StoreReads::Waiting {
  std::vector<size_t> partitions;  // Those that are not known to be written so far.
  eventing::FoldedMap folded;
  eventing::ParkedReads::By by;
  std::chrono::nanoseconds deadline;
  Read read;
};

void StoreReads::Run(std::vector<size_t> partitions, const ReadTerms& terms, Read read) const {
  absl::StatusOr<eventing::FoldedMap> folded = doors_.FoldedOf(terms.token);
  if (!folded.ok()) return read(folded.status());
  Next(std::make_shared<Waiting>(Waiting{std::move(partitions), *std::move(folded), terms.by,
                                         terms.deadline, std::move(read)}));
}

// One partition after the other: what was reached stays reached.
void StoreReads::Next(const std::shared_ptr<Waiting>& waiting) const {
  if (waiting->partitions.empty()) {
    if (pool_.Run([waiting] { waiting->read(absl::OkStatus()); })) return;
    return waiting->read(ResourceExhausted("too many reads wait here: ask again later"));
  }
  const size_t partition = waiting->partitions.back();
  waiting->partitions.pop_back();
  doors_.At(partition).parked->Park(waiting->folded, waiting->by, waiting->deadline,
                                    [this, waiting](const absl::Status& reached) {
                                      if (!reached.ok()) return waiting->read(reached);
                                      Next(waiting);
                                    });
}

}  // namespace docket::runtime
