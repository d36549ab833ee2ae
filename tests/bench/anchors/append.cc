// bench_append: what a disk asks for keeping bytes: append and fdatasync one at a time, or synced
// batches of a bare RocksDB. Prints one line of JSON.

#include <cerrno>
#include <chrono>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <unistd.h>

#include "libs/base/big_endian.h"
#include "tests/bench/anchors/process_cpu.h"
#include "tests/bench/load/latencies.h"

namespace docket::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Job {
  std::string directory;
  size_t bytes = 300;
  uint64_t count = 2000;  // Records.
  uint64_t group = 1;     // Records that share a sync.
};

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << "bench_append: " << what << '\n';
  std::exit(1);
}

// Calls `sync` until all groups are kept, and tells how long each took, and the CPU of all.
template <typename Sync>
void Run(const Job& job, Sync sync) {
  Latencies latencies;
  const Clock::time_point began = Clock::now();
  uint64_t kept = 0;
  while (kept < job.count) {
    const Clock::time_point start = Clock::now();
    sync(kept);
    latencies.Add(Clock::now() - start);
    kept += job.group;
  }
  nlohmann::json report = latencies.ToJson(kept, Clock::now() - began);
  report["cpu_us"] = ProcessCpuMicros() / static_cast<double>(kept);
  std::cout << report.dump() << std::endl;
}

void AppendToFile(const Job& job) {
  const std::string path = job.directory + "/appended";
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) Fail(path + ": " + std::strerror(errno));
  const std::string records(job.bytes * job.group, 'x');
  Run(job, [&](uint64_t) {
    if (write(file, records.data(), records.size()) != static_cast<ssize_t>(records.size()) ||
        fdatasync(file) != 0) {
      Fail(path + ": " + std::strerror(errno));
    }
  });
  close(file);
}

void PutToRocks(const Job& job) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  rocksdb::Status status = rocksdb::DB::Open(options, job.directory + "/rocks", &opened);
  if (!status.ok()) Fail(status.ToString());
  const std::unique_ptr<rocksdb::DB> database(opened);
  const std::string value(job.bytes, 'x');
  rocksdb::WriteOptions synced;
  synced.sync = true;
  Run(job, [&](uint64_t kept) {
    rocksdb::WriteBatch batch;
    for (uint64_t i = kept; i < kept + job.group; ++i) {
      std::string key;
      PutU64(key, i);
      batch.Put(key, value);
    }
    status = database->Write(synced, &batch);
    if (!status.ok()) Fail(status.ToString());
  });
}

}  // namespace
}  // namespace docket::bench

int main(int argc, char** argv) {
  CLI::App app("Keeps records on the disk, synced, and tells how long it took", "bench_append");
  docket::bench::Job job;
  std::string by = "fdatasync";
  app.add_option("--by", by, "fdatasync or rocksdb")
      ->check(CLI::IsMember({"fdatasync", "rocksdb"}));
  app.add_option("--directory", job.directory, "where; must exist")->required();
  app.add_option("--bytes", job.bytes, "of a record")->check(CLI::Range(1, 1 << 20));
  app.add_option("--count", job.count, "records")->check(CLI::Range(1, 100'000'000));
  app.add_option("--group", job.group, "records that share a sync")->check(CLI::Range(1, 1 << 16));
  CLI11_PARSE(app, argc, argv);
  if (by == "rocksdb") {
    docket::bench::PutToRocks(job);
  } else {
    docket::bench::AppendToFile(job);
  }
}
