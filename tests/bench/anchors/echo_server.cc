// bench_echo: a gRPC server that does nothing, with the callback API as Docket has it; and, if told
// a directory, a RocksDB open beside it. The floor under every call, every start and every byte of
// memory.

#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <rocksdb/db.h>

#include "tests/bench/anchors/bare_server.h"
#include "tests/bench/anchors/echo.grpc.pb.h"

namespace docket::bench {
namespace {

class BareEcho final : public v1::EchoService::CallbackService {
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context,
                                 const v1::EchoRequest* request,
                                 v1::EchoResponse* response) override {
    response->mutable_payload()->resize(request->reply_bytes());
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

std::unique_ptr<rocksdb::DB> OpenDatabase(const std::string& directory) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* database = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, directory, &database);
  if (!status.ok()) std::cerr << "bench_echo: " << directory << ": " << status.ToString() << '\n';
  return std::unique_ptr<rocksdb::DB>(database);
}

int Serve(const std::string& directory) {
  const sigset_t stop = BlockStop();
  std::unique_ptr<rocksdb::DB> database;
  if (!directory.empty()) {
    database = OpenDatabase(directory);
    if (database == nullptr) return 1;
  }
  BareEcho echo;
  return ServeUntil(stop, echo, "bench_echo");
}

}  // namespace
}  // namespace docket::bench

int main(int argc, char** argv) {
  CLI::App app("A gRPC server that answers bytes and does nothing else", "bench_echo");
  std::string directory;
  app.add_option("--database", directory, "also open a RocksDB in this directory");
  CLI11_PARSE(app, argc, argv);
  return docket::bench::Serve(directory);
}
