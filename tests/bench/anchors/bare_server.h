#pragma once

// What the bare servers share: they serve one service until they are told to stop.

#include <iostream>
#include <memory>
#include <string_view>

#include <grpcpp/server_builder.h>
#include <signal.h>

namespace docket::bench {

// SIGTERM and SIGINT, blocked from now on in this thread and in those that it begins.
inline sigset_t BlockStop() {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  return stop;
}

// Serves `service` at a free port of loopback, which it prints, until one of `stop` comes. The
// status to exit with.
inline int ServeUntil(const sigset_t& stop, grpc::Service& service, std::string_view name) {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::cout << name << " serves at 127.0.0.1:" << port << std::endl;
  int signal = 0;
  sigwait(&stop, &signal);
  server->Shutdown();
  return 0;
}

}  // namespace docket::bench
