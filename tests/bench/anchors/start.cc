// bench_start: a process that opens what an instance on Kafka opens, by the same libraries, and
// does nothing else: the stores below a directory with all their tables, a client that has heard
// from the brokers, a gRPC server. The floor under every start.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <rocksdb/db.h>

#include "tests/bench/anchors/bare_server.h"
#include "tests/bench/anchors/echo.grpc.pb.h"
#include "tests/bench/anchors/kafka_client.h"

namespace docket::bench {
namespace {

// One database with all of its tables, as it was left.
class Opened {
 public:
  explicit Opened(const std::string& directory) {
    std::vector<std::string> names;
    Expect(rocksdb::DB::ListColumnFamilies({}, directory, &names), directory);
    std::vector<rocksdb::ColumnFamilyDescriptor> tables;
    for (const std::string& name : names) {
      tables.emplace_back(name, rocksdb::ColumnFamilyOptions());
    }
    rocksdb::DB* database = nullptr;
    Expect(rocksdb::DB::Open({}, directory, tables, &handles_, &database), directory);
    database_.reset(database);
  }
  ~Opened() {
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      database_->DestroyColumnFamilyHandle(handle);
    }
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

 private:
  static void Expect(const rocksdb::Status& status, const std::string& directory) {
    if (!status.ok()) Fail(directory + ": " + status.ToString());
  }

  std::unique_ptr<rocksdb::DB> database_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

std::vector<std::unique_ptr<Opened>> OpenAllBelow(const std::string& directory) {
  std::vector<std::unique_ptr<Opened>> opened;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.path().filename() != "CURRENT") continue;
    opened.push_back(std::make_unique<Opened>(entry.path().parent_path().string()));
  }
  if (opened.empty()) Fail("no store below " + directory);
  return opened;
}

rd_kafka_t* Contact(const std::string& brokers) {
  rd_kafka_t* const client = NewProducer(brokers);
  const rd_kafka_metadata_t* metadata = nullptr;
  const rd_kafka_resp_err_t code = rd_kafka_metadata(client, 1, nullptr, &metadata, kWaitMillis);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) Fail(rd_kafka_err2str(code));
  rd_kafka_metadata_destroy(metadata);
  return client;
}

int Serve(const std::string& stores, const std::string& brokers) {
  const sigset_t stop = BlockStop();
  const std::vector<std::unique_ptr<Opened>> opened = OpenAllBelow(stores);
  rd_kafka_t* const client = Contact(brokers);
  v1::EchoService::CallbackService nothing;
  const int status = ServeUntil(stop, nothing, "bench_start");
  rd_kafka_destroy(client);
  return status;
}

}  // namespace
}  // namespace docket::bench

int main(int argc, char** argv) {
  CLI::App app("Opens stores, reaches Kafka, listens, and does nothing else", "bench_start");
  std::string stores;
  std::string brokers;
  app.add_option("--stores", stores, "the directory below which all stores are opened")->required();
  app.add_option("--brokers", brokers, "HOST:PORT")->required();
  CLI11_PARSE(app, argc, argv);
  return docket::bench::Serve(stores, brokers);
}
