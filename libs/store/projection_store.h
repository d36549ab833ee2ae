#pragma once

// What a partition loop folds into: the tables of one fold over an engine, and how far each input
// was folded. Changes gather in a window and are written together with the positions in one batch,
// so whatever survives a crash is the fold of some prefix of the log.
//
//   store->Put(kOpenTickets, key, row);
//   store->SetPosition("docket.ticket.events.v1/3", {.next = 18, .last_offset = 17, ...});
//   DOCKET_RETURN_IF_ERROR(store->WriteWindow());
//
// Threads: one at a time, View() and the views it gave apart: those may be used by any. They must
// go before the store. After a failure of WriteWindow or Flush the store is only good for closing.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/digest.h"
#include "libs/base/status.h"
#include "libs/store/engine.h"
#include "libs/store/store_spec.h"
#include "libs/store/window.h"

namespace docket::store {

// How far one input was folded: the next offset to read, and the last record folded, by which the
// log is recognised. Without a record yet, the offset is -1 and the digest zero.
struct Position {
  int64_t next = 0;
  int64_t last_offset = -1;
  Digest last_digest;
  // How many of the records before `next` the fold accepted; 0 for what is not judged.
  uint64_t accepted = 0;

  friend bool operator==(const Position&, const Position&) = default;
};

// How far `input` was folded into the rows that `view` shows, of a store with `spec`; a fresh
// Position if it never was. DATA_LOSS if the store is damaged. Any thread.
absl::StatusOr<Position> PositionIn(const ReadView& view, const StoreSpec& spec,
                                    const std::string& input);

// Likewise of every input, by its name.
absl::StatusOr<std::map<std::string, Position>> PositionsIn(const ReadView& view,
                                                            const StoreSpec& spec);

// The tables to open an engine with for `spec`: its own, then two that belong to the store.
std::vector<std::string> EngineTables(const StoreSpec& spec);

class ProjectionStore {
 public:
  // Takes over `engine`, which was opened with EngineTables(spec). An empty store becomes that of
  // `owner`, which names the log and who folds it. FAILED_PRECONDITION if it belongs to another
  // owner, fold version or format, DATA_LOSS if it is damaged: either way the caller sets it aside
  // and rebuilds.
  static absl::StatusOr<std::unique_ptr<ProjectionStore>> Open(std::unique_ptr<Engine> engine,
                                                               StoreSpec spec,
                                                               const std::string& owner);

  // The value of `key`, the open window included, or none. DATA_LOSS if the store is damaged.
  absl::StatusOr<std::optional<std::string>> Get(TableIndex table, std::string_view key);

  // Visits `range` in rising order, the open window included. `visit` may read the store but not
  // change it. DATA_LOSS as above.
  absl::Status Scan(TableIndex table, const KeyRange& range, const RowVisitor& visit);

  void Put(TableIndex table, std::string key, std::string value);
  void Delete(TableIndex table, std::string key);

  // How far `input`, named "topic/partition", was folded, the open window included. A fresh
  // Position if it never was.
  const Position& position(const std::string& input) const;
  void SetPosition(const std::string& input, Position position);

  // Whether nothing waits to be written, and about how much memory waits.
  bool window_empty() const { return window_.empty() && !positions_moved_; }
  size_t window_bytes() const { return window_.bytes(); }

  // Writes rows and positions of the window in one batch; views made afterwards show them. Does
  // nothing if the window is empty.
  absl::Status WriteWindow();

  // Forgets the window: rows and positions are again those last written.
  void DropWindow();

  // Deletes all rows, and the positions of `inputs`, in one batch; the window goes too. Other
  // positions stay. Views made before still show what was there. The caller folds `inputs` again
  // from their start.
  absl::Status Clear(const std::vector<std::string>& inputs);

  // Makes everything written durable.
  absl::Status Flush() { return engine_->Flush(); }

  // The rows written so far, without the window.
  std::unique_ptr<ReadView> View() const { return engine_->View(); }

  const StoreSpec& spec() const { return spec_; }

 private:
  struct InputPosition {
    Position written;
    Position current;
  };

  ProjectionStore(std::unique_ptr<Engine> engine, StoreSpec spec);

  TableIndex meta_table() const { return spec_.tables.size() + 1; }

  absl::Status Claim(const std::string& owner);
  absl::Status RequireNoRows() const;
  absl::Status LoadPositions();
  void Change(TableIndex table, std::string key, std::optional<std::string> value);

  std::unique_ptr<Engine> engine_;
  StoreSpec spec_;
  Window window_;
  std::map<std::string, InputPosition> positions_;
  bool positions_moved_ = false;
  int scans_running_ = 0;
  std::unique_ptr<ReadView> view_;  // All that is written. Goes before the engine.
};

}  // namespace docket::store
