#pragma once

// Clients of the desk: they lend and collect umbrellas, retry with the same request_id at any
// process until they are told, ask again for what was done long ago, and now and then use an old
// request_id for something else.

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/world.h"

namespace docket::simulation {

// What somebody asks for; every delivery of it is a call.
struct Request {
  std::string tenant;
  std::string umbrella_id;
  std::string request_id;
  std::shared_ptr<const toy::v1::UmbrellaCommand> command;
  std::optional<uint64_t> expected_version;
  bool validate_only = false;
};

// Delivers `request` to the process now and calls `reply`, if it is not empty, with what it
// answers. False if nobody is there to take it. The court hears of it all.
using OnOutcome = std::function<void(const Outcome&)>;
bool Deliver(World& world, Process& process, const Request& request, nanoseconds patience,
             const OnOutcome& reply);

// A request to lend `umbrella` to `borrower` of the same tenant until `due`, and one to collect it.
Request LendRequest(std::string_view tenant, std::string_view umbrella, std::string_view borrower,
                    Time due);
// One drawn among all umbrellas, borrowers and spans; without a request_id.
Request DrawLend(World& world, Stream& stream);
Request CollectRequest(std::string_view tenant, std::string_view umbrella);
Request ScrapRequest(std::string_view tenant, std::string_view umbrella);

class Client {
 public:
  struct Options {
    int index = 0;
    bool calls_fail = false;  // Requests and answers are lost, late or delivered twice.
  };
  // `world` and `stream` outlive it.
  Client(World& world, Stream& stream, const Options& options);

  // Asks on and on.
  void Start();
  // Brings its last request to an end and asks for nothing more.
  void Finish();
  bool idle() const { return finishing_ && !request_.has_value(); }
  void StopFailing() { options_.calls_fail = false; }

 private:
  void Next();
  Request Draw();
  Request DrawOld();
  void Try();
  void Send(Process& process, bool counts);
  void OnReply(uint64_t attempt, const Outcome& outcome);
  void OnSilence(uint64_t attempt);
  void TryAgain();
  void End();
  Process& DrawProcess();
  nanoseconds Span(nanoseconds low, nanoseconds high) { return stream_.Between(low, high); }

  World& world_;
  Stream& stream_;
  Options options_;
  bool finishing_ = false;
  std::optional<Request> request_;
  uint64_t attempt_ = 0;  // Answers to earlier ones come too late.
  uint64_t requests_ = 0;
  std::vector<Request> past_;
};

}  // namespace docket::simulation
