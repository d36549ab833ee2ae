#include "tools/docketctl/import/progress.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace docket::docketctl {
namespace {

// "119,998" of 119998.
std::string Grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t from_end = 3; from_end < digits.size(); from_end += 4) {
    digits.insert(digits.size() - from_end, 1, ',');
  }
  return digits;
}

// "42 s", "3 min 05 s" or "2 h 03 min".
std::string Duration(uint64_t seconds) {
  std::array<char, 64> text;
  const unsigned long long hour = seconds / 3600;
  const unsigned long long minute = seconds / 60 % 60;
  const unsigned long long second = seconds % 60;
  if (hour > 0) {
    std::snprintf(text.data(), text.size(), "%llu h %02llu min", hour, minute);
  } else if (minute > 0) {
    std::snprintf(text.data(), text.size(), "%llu min %02llu s", minute, second);
  } else {
    std::snprintf(text.data(), text.size(), "%llu s", second);
  }
  return text.data();
}

}  // namespace

Progress::Progress(uint64_t total, std::chrono::nanoseconds start, std::string what)
    : total_(total), what_(std::move(what)), samples_{{0, start}} {}

void Progress::Note(uint64_t done, std::chrono::nanoseconds now) {
  if (samples_.size() > 1 && samples_.back().at == now) samples_.pop_back();
  samples_.push_back({done, now});
  while (samples_.size() > 2 && samples_[1].at <= now - kWindow) samples_.pop_front();
}

double Progress::RowsPerSecond() const {
  const std::chrono::duration<double> elapsed = samples_.back().at - samples_.front().at;
  if (elapsed.count() <= 0) return 0;
  return static_cast<double>(samples_.back().done - samples_.front().done) / elapsed.count();
}

std::string Progress::Line(const std::string& waiting) const {
  const uint64_t done = samples_.back().done;
  const double rate = RowsPerSecond();
  const uint64_t percent = total_ == 0 ? 100 : done * 100 / total_;
  std::string left = "time left unknown";
  if (!waiting.empty()) {
    left = waiting;
  } else if (done == total_) {
    left = "done";
  } else if (rate > 0) {
    left = Duration(static_cast<uint64_t>(std::ceil(static_cast<double>(total_ - done) / rate))) +
           " left";
  }
  const std::string padding(percent < 10 ? 2 : percent < 100 ? 1 : 0, ' ');
  return padding + std::to_string(percent) + " % " + Grouped(done) + "/" + Grouped(total_) + " " +
         what_ + ", " + Grouped(static_cast<uint64_t>(std::llround(rate))) + "/s, " + left;
}

}  // namespace docket::docketctl
