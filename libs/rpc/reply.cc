#include "libs/rpc/reply.h"

#include <atomic>
#include <memory>
#include <utility>

#include "libs/base/check.h"

namespace docket::rpc {
namespace {

class ReplyOnce {
 public:
  explicit ReplyOnce(BytesReply end) : end_(std::move(end)) {}
  ReplyOnce(const ReplyOnce&) = delete;
  ReplyOnce& operator=(const ReplyOnce&) = delete;
  ~ReplyOnce() {
    if (!answered_) end_(Unavailable("it stopped before it could answer; send the same again"));
  }

  void Answer(absl::StatusOr<std::string> answer) {
    DOCKET_CHECK(!answered_.exchange(true));
    end_(std::move(answer));
  }

 private:
  const BytesReply end_;
  std::atomic<bool> answered_ = false;
};

}  // namespace

BytesReply MakeReply(std::function<void(absl::StatusOr<std::string>)> end) {
  return [once = std::make_shared<ReplyOnce>(std::move(end))](absl::StatusOr<std::string> answer) {
    once->Answer(std::move(answer));
  };
}

}  // namespace docket::rpc
