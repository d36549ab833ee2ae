// The model that simulations run on and RocksDB, driven by the same drawn calls: whatever a
// simulation learns about the model then holds for production. A failure prints the calls, made as
// few as possible, and the seed for RC_PARAMS that draws them again.

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "libs/base/digest.h"
#include "libs/store/rocksdb/rocks_engine.h"
#include "libs/testing/scratch_directory.h"
#include "libs/testing/simulated_engine.h"

namespace docket::store {
namespace {

constexpr size_t kTables = 2;
constexpr size_t kViewsMax = 4;

struct Call {
  enum Kind { kWrite, kFlush, kReopen, kView, kGet, kScan };
  Kind kind = kWrite;
  std::vector<Mutation> batch = {};  // For kWrite.
  TableIndex table = 0;              // For kGet and kScan, as are the rest.
  KeyRange range = {};               // kGet reads its begin.
  bool reverse = false;
  size_t view = 0;  // Which of the open ones, modulo their number.
  size_t rows_max = 0;
};

std::string Text(const Mutation& change) {
  return std::to_string(change.table) + ":" + Hex(change.key) +
         (change.value ? "=" + Hex(*change.value) : " deleted");
}

std::ostream& operator<<(std::ostream& out, const Call& call) {
  static constexpr const char* kNames[] = {"write", "flush", "reopen", "view", "get", "scan"};
  out << kNames[call.kind];
  for (const Mutation& change : call.batch) out << " " << Text(change);
  if (call.kind < Call::kGet) return out;
  return out << " table " << call.table << " [" << Hex(call.range.begin) << ", "
             << Hex(call.range.end) << ") reverse " << call.reverse << " view " << call.view
             << " at most " << call.rows_max;
}

// Short, so that calls meet the same keys, of bytes at which orders go wrong.
rc::Gen<std::string> AnyKey() {
  return rc::gen::resize(
      3, rc::gen::container<std::string>(rc::gen::element('\0', 'a', 'b', '\x7f', '\x80', '\xff')));
}

rc::Gen<Mutation> AnyMutation() {
  auto value = rc::gen::map(rc::gen::maybe(rc::gen::arbitrary<std::string>()),
                            [](const rc::Maybe<std::string>& drawn) {
                              return drawn ? std::optional(*drawn) : std::nullopt;
                            });
  return rc::gen::build<Mutation>(
      rc::gen::set(&Mutation::table, rc::gen::inRange<size_t>(0, kTables)),
      rc::gen::set(&Mutation::key, AnyKey()), rc::gen::set(&Mutation::value, value));
}

// Shrinks no further: to leave calls out says most, and every try opens a database.
rc::Gen<Call> AnyCall() {
  auto kind = rc::gen::weightedElement<Call::Kind>({{8, Call::kWrite},
                                                    {2, Call::kFlush},
                                                    {1, Call::kReopen},
                                                    {2, Call::kView},
                                                    {6, Call::kGet},
                                                    {6, Call::kScan}});
  auto range = rc::gen::build<KeyRange>(rc::gen::set(&KeyRange::begin, AnyKey()),
                                        rc::gen::set(&KeyRange::end, AnyKey()));
  return rc::gen::noShrink(rc::gen::build<Call>(
      rc::gen::set(&Call::kind, kind),
      rc::gen::set(&Call::batch,
                   rc::gen::resize(6, rc::gen::container<std::vector<Mutation>>(AnyMutation()))),
      rc::gen::set(&Call::table, rc::gen::inRange<size_t>(0, kTables)),
      rc::gen::set(&Call::range, range), rc::gen::set(&Call::reverse),
      rc::gen::set(&Call::view, rc::gen::inRange<size_t>(0, kViewsMax)),
      rc::gen::set(&Call::rows_max, rc::gen::inRange<size_t>(1, 9))));
}

// One engine with its open views, and what it answered, as text.
class Driven {
 public:
  using Open = std::function<std::unique_ptr<Engine>()>;

  explicit Driven(Open open) : open_(std::move(open)), engine_(open_()) {}

  std::string Make(const Call& call) {
    switch (call.kind) {
      case Call::kWrite: return engine_->Write(call.batch).ToString();
      case Call::kFlush: return engine_->Flush().ToString();
      case Call::kReopen: return Reopen();
      case Call::kView: return OpenView();
      case Call::kGet: return Get(call);
      case Call::kScan: return Scan(call);
    }
    return "";
  }

  // All rows of both tables, as they are now.
  std::string AllRows() {
    views_.clear();
    std::string rows;
    for (TableIndex table = 0; table < kTables; ++table) {
      rows += Scan({.kind = Call::kScan, .table = table, .rows_max = SIZE_MAX}) + "\n";
    }
    return rows;
  }

 private:
  std::string Reopen() {
    views_.clear();
    engine_.reset();
    engine_ = open_();
    return "";
  }
  std::string OpenView() {
    views_.push_back(engine_->View());
    if (views_.size() > kViewsMax) views_.pop_front();
    return "";
  }
  const ReadView& View(const Call& call) {
    if (views_.empty()) OpenView();
    return *views_[call.view % views_.size()];
  }
  std::string Get(const Call& call) {
    auto value = View(call).Get(call.table, call.range.begin);
    if (!value.ok()) return value.status().ToString();
    return *value ? "value " + Hex(**value) : "none";
  }
  std::string Scan(const Call& call) {
    std::string rows;
    size_t left = call.rows_max;
    auto visit = [&](std::string_view key, std::string_view value) {
      rows += Hex(key) + "=" + Hex(value) + " ";
      return --left > 0;
    };
    return View(call).Scan(call.table, call.range, visit, call.reverse).ToString() + " " + rows;
  }

  Open open_;
  std::unique_ptr<Engine> engine_;
  std::deque<std::unique_ptr<ReadView>> views_;
};

const std::vector<std::string> kTableNames = {"fruit", "trees"};

RC_GTEST_PROP(EngineModel, AnswersAsRocksDbDoes, ()) {
  static SharedResources resources;
  const testing::ScratchDirectory directory;
  testing::SimulatedDisk disk;
  Driven model([&disk] { return *testing::SimulatedEngine::Open(disk, kTableNames); });
  Driven rocks(
      [&directory] { return *RocksEngine::Open(directory.path(), kTableNames, resources); });
  const auto calls =
      *rc::gen::resize(150, rc::gen::container<std::vector<Call>>(AnyCall())).as("calls");
  for (const Call& call : calls) RC_ASSERT(model.Make(call) == rocks.Make(call));
  RC_ASSERT(model.AllRows() == rocks.AllRows());
}

}  // namespace
}  // namespace docket::store
