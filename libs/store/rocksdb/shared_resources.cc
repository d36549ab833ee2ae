#include "libs/store/rocksdb/shared_resources.h"

#include <rocksdb/cache.h>
#include <rocksdb/write_buffer_manager.h>

namespace docket::store {

SharedResources::SharedResources(const MemorySizes& sizes)
    : block_cache_(rocksdb::NewLRUCache(sizes.block_cache_bytes)),
      write_buffers_(std::make_shared<rocksdb::WriteBufferManager>(
          sizes.write_buffers_bytes, block_cache_, /*allow_stall=*/false)) {}

SharedResources::~SharedResources() = default;

}  // namespace docket::store
