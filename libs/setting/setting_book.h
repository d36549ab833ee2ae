#pragma once

// Every version of every document, by the number of its commit. Settings are few and read by every
// decision, so they are all in memory; what is once in the book never changes.
//
// Threads: any. One of them adds.

#include <atomic>
#include <compare>
#include <cstdint>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "docket/setting/v1/setting_events.pb.h"
#include "libs/setting/settings.h"

namespace docket::setting {

class SettingBook {
 public:
  // Adds the `number`th accepted commit of the topic. One that the book has already is the same one
  // again and adds nothing; one that leaves a number out is a mistake of the caller.
  void Add(uint64_t number, const v1::SettingCommit& commit);

  // Adds `document` of `tenant` under the next number, for who asks what would be so.
  void Publish(const std::string& tenant, const v1::Document& document);

  // Of the last commit added; 0 before the first.
  uint64_t number() const { return number_.load(std::memory_order_acquire); }

  // The digest, in hexadecimal digits, by which a skip names the record at `offset`; empty if none
  // does. Skips count for every reader as soon as they are in the book.
  std::string SkippedDigest(std::string_view topic, int32_t partition, int64_t offset) const;

  // The documents as of `number`, which the book has reached.
  Settings AsOf(uint64_t number) const { return {*this, number}; }
  Settings Newest() const { return AsOf(number()); }

 private:
  friend class Settings;

  struct Key {
    std::string tenant;
    v1::Document::KindCase kind;
    std::string name;

    auto operator<=>(const Key&) const = default;
  };
  // Of one document, by rising number.
  using Versions = std::vector<PublishedPtr>;

  static PublishedPtr AsOf(const Versions& versions, uint64_t number);

  mutable std::shared_mutex mutex_;
  std::map<Key, Versions> versions_;
  std::map<std::tuple<std::string, int32_t, int64_t>, std::string> skipped_;
  std::map<std::string, Key> keys_;  // By aggregate id: a commit that retires names no document.
  std::atomic<uint64_t> number_{0};
};

}  // namespace docket::setting
