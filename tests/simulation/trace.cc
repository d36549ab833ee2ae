#include "tests/simulation/trace.h"

#include <array>
#include <cstdio>

namespace docket::simulation {
namespace {

std::string LineOf(size_t step, std::chrono::nanoseconds when, std::string_view actor,
                   std::string_view what, std::string_view detail) {
  std::array<char, 48> head{};
  std::snprintf(head.data(), head.size(), "%6zu %11.6f s  ", step,
                std::chrono::duration<double>(when).count());
  std::string line = head.data();
  for (const std::string_view part : {actor, what, detail}) line.append(part).append(" ");
  line.pop_back();
  return line;
}

}  // namespace

// FNV-1a with a finish, so that short texts spread over all bits.
uint64_t HashOf(std::string_view text, uint64_t hash) {
  hash ^= 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93;
  return hash ^ (hash >> 29);
}

void Trace::Add(std::chrono::nanoseconds when, std::string_view actor, std::string_view what,
                std::string_view detail) {
  ++steps_;
  hash_ += static_cast<uint64_t>(when.count());
  for (const std::string_view part : {actor, what, detail}) hash_ = HashOf(part, hash_);
  if (!recording_) return;
  last_.push_back(LineOf(steps_, when, actor, what, detail));
  if (last_.size() > kKept) last_.pop_front();
}

}  // namespace docket::simulation
