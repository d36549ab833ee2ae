#include "services/intake/api/ticket_watches.h"

#include <atomic>
#include <utility>

#include "services/intake/api/ticket_filter.h"
#include "services/intake/api/ticket_watch.h"

namespace docket::intake {

using std::chrono::nanoseconds;

namespace {

// When a pool without room is asked again.
constexpr std::chrono::milliseconds kAskPoolAgain{20};

absl::Status TooMany() {
  return ResourceExhausted("too many watches are open here: ask again later");
}

}  // namespace

// A watch and how it stands.
struct TicketWatches::Entry {
  Entry(const eventing::UnitDoors& doors, rpc::Caller caller, TicketQuery query, Stream stream)
      : watch(doors, std::move(caller), std::move(query), std::move(stream)) {}

  TicketWatch watch;
  std::atomic<bool> running{true};  // Somebody works on it; first of all its beginning.
  std::atomic<bool> due{false};     // There may be something to tell.
  std::atomic<bool> full{false};    // Nothing can be told until the caller has read.
};

TicketWatches::TicketWatches(const runtime::StoreReads& reads) : reads_(reads) {}
TicketWatches::~TicketWatches() = default;

void TicketWatches::Begin(const rpc::Call& call, const ticket::v1::WatchTicketsRequest& request,
                          Stream stream) {
  absl::StatusOr<TicketQuery> query = QueryOf(call.caller, request.filter());
  if (!query.ok()) return stream.End(query.status());
  auto entry = std::make_shared<Entry>(reads_.doors(), call.caller, *std::move(query), stream);
  {
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= kWatchesMax) return stream.End(TooMany());
    entries_.push_back(entry);
    has_entries_ = true;
  }
  // Holds no stream: one that holds itself would never go.
  stream.SetWaker([weak = std::weak_ptr(entry), waker = waker_] {
    const std::shared_ptr<Entry> woken = weak.lock();
    if (woken == nullptr) return;
    woken->full = false;
    woken->due = true;
    waker->Wake();
  });
  Run(entry, request.token());
}

// A watch that fails to begin is removed by the step that finds its stream closed.
void TicketWatches::Run(const std::shared_ptr<Entry>& entry, const std::string& token) {
  absl::StatusOr<eventing::FoldedMap> folded = reads_.doors().FoldedOf(token);
  if (!folded.ok()) {
    entry->watch.stream().End(folded.status());
    entry->running = false;
    return;
  }
  const nanoseconds deadline = SystemInstant().monotonic + kBeginMax;
  const runtime::ReadTerms terms{
      .token = token, .by = eventing::ParkedReads::By::kAnyone, .deadline = deadline};
  reads_.Run(entry->watch.partitions(), terms,
             [this, entry, folded = *std::move(folded)](const absl::Status& ready) {
               const absl::Status begun = ready.ok() ? entry->watch.Begin(folded) : ready;
               if (!begun.ok()) entry->watch.stream().End(begun);
               entry->due = true;
               entry->running = false;
               waker_->Wake();
             });
}

void TicketWatches::Feed(const std::shared_ptr<Entry>& entry) {
  // Set before the stream is asked, for its waker, which clears it, may be called at once.
  entry->full = true;
  const absl::StatusOr<Fed> fed = entry->watch.Feed();
  if (!fed.ok()) entry->watch.stream().End(fed.status());
  if (!fed.ok() || *fed != Fed::kFull) entry->full = false;
  if (fed.ok() && *fed == Fed::kMore) entry->due = true;
  entry->running = false;
  if (entry->due) waker_->Wake();
}

bool TicketWatches::Advance(const std::shared_ptr<Entry>& entry) {
  if (entry->running || entry->full) return true;
  if (!entry->due.exchange(false)) return true;
  entry->running = true;
  if (reads_.pool().Run([this, entry] { Feed(entry); })) return true;
  entry->due = true;
  entry->running = false;
  return false;
}

void TicketWatches::Wake() {
  if (has_entries_) waker_->Wake();
}

eventing::Turn TicketWatches::Step(Instant now) {
  uint64_t changes = 0;
  for (size_t i = 0; i < reads_.doors().size(); ++i) {
    changes += reads_.doors().At(i).progress->changes();
  }
  const bool changed = std::exchange(seen_changes_, changes) != changes;
  nanoseconds wake = nanoseconds::max();
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [](const std::shared_ptr<Entry>& entry) {
    return entry->watch.stream().closed() && !entry->running;
  });
  has_entries_ = !entries_.empty();
  for (const std::shared_ptr<Entry>& entry : entries_) {
    if (changed) entry->due = true;
    if (!Advance(entry)) wake = now.monotonic + kAskPoolAgain;
  }
  return {false, {now.wall, wake}};
}

}  // namespace docket::intake
