#pragma once

// What the tests of relays share: three desks that hand requests on to one another.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "libs/base/misplaced.h"
#include "libs/rpc/exchange_test.h"
#include "libs/rpc/forwarder.h"
#include "libs/rpc/testing/desk.h"

namespace docket::rpc::testing {

inline constexpr size_t kDesks = 3;
inline constexpr char kSubmitPath[] = "/docket.toy.v1.DeskService/Submit";

inline std::string PlaceOf(int64_t number) {
  return "parcels/" + std::to_string(static_cast<size_t>(number) % kDesks);
}

// Three desks share the numbers by their remainder; clients call the first.
class Relaying : public ::testing::Test {
 protected:
  using Handler = ExchangeHandler<toy::v1::SubmitRequest, toy::v1::SubmitResponse>;

  Relaying() {
    for (size_t i = 0; i < kDesks; ++i) {
      desks_[i].on_submit = [this, i](const Call&) -> absl::StatusOr<Handler> {
        return Handler(
            [this, i](const toy::v1::SubmitRequest& request, Reply<toy::v1::SubmitResponse> reply) {
              if (PlaceOf(request.number()) != PlaceOf(static_cast<int64_t>(i))) {
                return reply(Misplaced(PlaceOf(request.number()), "not of this desk"));
              }
              piles_[i].Put(request, std::move(reply));
            });
      };
      desks_[i].options.forwarder = &forwarder_;
    }
  }

  // Starts the desks; those that serve answer at once, the others let things pile up.
  void Start(const std::set<size_t>& serving) {
    for (size_t i = 0; i < kDesks; ++i) {
      if (serving.contains(i)) Serve(i);
      desks_[i].Start();
      SetOwner(i, desks_[i].server().address());
    }
  }

  void Serve(size_t desk) {
    desks_[desk].on_submit = [this, desk](const Call&) -> absl::StatusOr<Handler> {
      return Handler([this, desk](const toy::v1::SubmitRequest& request,
                                  const Reply<toy::v1::SubmitResponse>& reply) {
        const int64_t number = request.number();
        if (PlaceOf(number) != PlaceOf(static_cast<int64_t>(desk))) {
          return reply(Misplaced(PlaceOf(number), "not of this desk"));
        }
        {
          const std::lock_guard lock(mutex_);
          order_[desk].push_back(number);
        }
        toy::v1::SubmitResponse response;
        response.set_number(number);
        response.set_content("desk " + std::to_string(desk));
        reply(response);
      });
    };
  }

  void SetOwner(size_t place, std::optional<std::string> address) {
    const std::lock_guard lock(mutex_);
    owners_["parcels/" + std::to_string(place)] = std::move(address);
  }
  std::optional<std::string> OwnerOf(const std::string& place) {
    const std::lock_guard lock(mutex_);
    return owners_[place];
  }
  std::vector<int64_t> order(size_t desk) {
    const std::lock_guard lock(mutex_);
    return order_[desk];
  }

  auto Submit() { return desks_[0].stub().Submit(context_.get()); }
  absl::StatusCode EndOf(size_t desk) { return desks_[desk].observer().Await(0).code; }

  std::mutex mutex_;
  std::map<std::string, std::optional<std::string>> owners_;
  std::array<std::vector<int64_t>, kDesks> order_;
  std::array<Pile, kDesks> piles_;
  Forwarder forwarder_{[this](const std::string& place) { return OwnerOf(place); }};
  std::array<Desk, kDesks> desks_;
  const std::unique_ptr<grpc::ClientContext> context_ = ServiceContext();
  toy::v1::SubmitResponse response_;
};

}  // namespace docket::rpc::testing
