#pragma once

// The line that tells how far a long work has come, at what rate, and when it will be done. The
// rate is that of the last ten seconds, so that it follows what happens now. Pure: the caller
// brings the time, monotonic and never going back. One thread.
//
//   Progress progress(rows, now);
//   progress.Note(rows_done, now);
//   line = progress.Line();   // " 41 % 49,200/119,998 rows, 5,310/s, 13 s left"

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>

namespace docket::docketctl {

class Progress {
 public:
  static constexpr std::chrono::seconds kWindow{10};

  // `total` rows, or whatever `what` names, are to be done, none is.
  Progress(uint64_t total, std::chrono::nanoseconds start, std::string what = "rows");

  // `done` rows, never fewer than before and at most the total, are done at `now`.
  void Note(uint64_t done, std::chrono::nanoseconds now);

  // Rows a second; 0 as long as no time has passed.
  double RowsPerSecond() const;

  // How far the work is. Without rows in the last ten seconds nobody can tell what is left, and the
  // line says so; if the work waits for something, it says what `waiting` says instead.
  std::string Line(const std::string& waiting = "") const;

 private:
  struct Sample {
    uint64_t done;
    std::chrono::nanoseconds at;
  };

  uint64_t total_;
  std::string what_;
  std::deque<Sample> samples_;  // In order of time; the first is the last one before the window.
};

}  // namespace docket::docketctl
