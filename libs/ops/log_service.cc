#include "libs/ops/log_service.h"

#include <utility>

#include "libs/base/check.h"
#include "libs/ops/log_tail.h"

namespace docket::ops {

using log::v1::TailRequest;
using log::v1::TailResponse;

// A stream that is stepped on the pool whenever the log, its caller or its own last step has woken
// it, by one thread at a time.
//
// It is held by LogTails until it is over, and its wakers are taken back before that: so it is
// never destroyed by the log's own thread, which could not wait for itself to leave the waker.
class LogTails::Stream final : public log::Waker, public std::enable_shared_from_this<Stream> {
 public:
  Stream(LogTails& tails, std::string tenant, TailRequest request,
         const rpc::ResponseStream<TailResponse>& answers)
      : tails_(tails),
        log_(tails.share_()),
        answers_(answers),
        tail_(tails.sources_, *log_, std::move(tenant), std::move(request), answers) {}

  void Start() {
    answers_.SetWaker([self = shared_from_this()] { self->Wake(); });
    tail_.Start(*this);
    const std::lock_guard lock(mutex_);
    scheduled_ = false;
    Schedule();
  }

  void Wake() override {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    Schedule();
  }

 private:
  // With the lock held.
  void Schedule() {
    if (scheduled_ || over_) return;
    scheduled_ = true;
    woken_ = false;
    // Never refused: at most one of each stream waits there, and what is over waits no more.
    DOCKET_CHECK(tails_.threads_.Run([self = shared_from_this()] { self->Run(); }));
  }

  void Run() {
    const LogTail::Progress progress = tail_.Step();
    if (progress == LogTail::Progress::kOver) return Leave();
    const std::lock_guard lock(mutex_);
    scheduled_ = false;
    if (woken_ || progress == LogTail::Progress::kWorked) Schedule();
  }

  void Leave() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    tail_.Detach();
    tails_.Forget(shared_from_this());
  }

  LogTails& tails_;
  const std::unique_ptr<log::EventLog> log_;
  rpc::ResponseStream<TailResponse> answers_;
  LogTail tail_;

  std::mutex mutex_;
  bool scheduled_ = true;  // Waits for a thread, or is on one; the first is the one that starts it.
  bool woken_ = false;     // Since it was last scheduled.
  bool over_ = false;
};

LogTails::LogTails(std::function<std::unique_ptr<log::EventLog>()> share, TailSources sources)
    : share_(std::move(share)), sources_(std::move(sources)) {}

LogTails::~LogTails() = default;

void LogTails::Open(std::string tenant, TailRequest request,
                    rpc::ResponseStream<TailResponse> answers) {
  std::shared_ptr<Stream> stream;
  {
    const std::lock_guard lock(mutex_);
    if (streams_.size() >= kStreamsMax) {
      return answers.End(ResourceExhausted("too many read the log here: try again later"));
    }
    stream = std::make_shared<Stream>(*this, std::move(tenant), std::move(request), answers);
    streams_.insert(stream);
  }
  stream->Start();
}

void LogTails::Forget(const std::shared_ptr<Stream>& stream) {
  const std::lock_guard lock(mutex_);
  streams_.erase(stream);
}

rpc::Service LogTails::MakeService() {
  rpc::Service service("docket.log.v1.LogService");
  service.Stream<TailRequest, TailResponse>(
      "Tail", [this](const rpc::Call& call, TailRequest request,
                     rpc::ResponseStream<TailResponse> answers) {
        Open(call.caller.tenant, std::move(request), std::move(answers));
      });
  return service;
}

}  // namespace docket::ops
