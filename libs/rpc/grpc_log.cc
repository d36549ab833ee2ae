#include "libs/rpc/grpc_log.h"

#include <string>

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <spdlog/spdlog.h>

namespace docket::rpc {
namespace {

spdlog::level::level_enum LevelOf(gpr_log_severity severity) {
  switch (severity) {
    case GPR_LOG_SEVERITY_DEBUG: return spdlog::level::debug;
    case GPR_LOG_SEVERITY_INFO: return spdlog::level::info;
    default: return spdlog::level::warn;  // What a library calls an error we have handled.
  }
}

void Log(gpr_log_func_args* args) {
  spdlog::log(LevelOf(args->severity), "grpc: {}", args->message);
}

// What it complains of is answered to whoever sent it; a stranger must not fill our log.
void LogOfProtobuf(google::protobuf::LogLevel, const char*, int, const std::string& message) {
  spdlog::debug("protobuf: {}", message);
}

}  // namespace

void RouteGrpcLog() {
  gpr_set_log_function(&Log);
  google::protobuf::SetLogHandler(&LogOfProtobuf);
}

}  // namespace docket::rpc
