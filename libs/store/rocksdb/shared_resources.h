#pragma once

// The memory that all stores of one process share: one block cache, and one budget for rows not yet
// flushed, which is charged to the cache. So the sum is bounded whatever the number of partitions.
// When the budget is used up some store flushes; nobody waits, for one partition must not stall
// all.

#include <cstddef>
#include <memory>

namespace rocksdb {
class Cache;
class WriteBufferManager;
}  // namespace rocksdb

namespace docket::store {

struct MemorySizes {
  size_t block_cache_bytes = 256 << 20;   // Everything, the write buffers included.
  size_t write_buffers_bytes = 64 << 20;  // All stores together; exceeded while they flush.
};

// Lives at least as long as every engine opened with it. Any thread.
class SharedResources {
 public:
  explicit SharedResources(const MemorySizes& sizes = {});
  ~SharedResources();
  SharedResources(const SharedResources&) = delete;
  SharedResources& operator=(const SharedResources&) = delete;

 private:
  friend class RocksEngine;

  std::shared_ptr<rocksdb::Cache> block_cache_;
  std::shared_ptr<rocksdb::WriteBufferManager> write_buffers_;
};

}  // namespace docket::store
