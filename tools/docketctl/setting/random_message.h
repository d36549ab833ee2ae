#pragma once

// Messages of any type with whatever their fields may hold, for properties of what takes them all.

#include <random>

#include <google/protobuf/message.h>

namespace docket::docketctl {

// Sets fields of `message` at random, those of messages within it down to `levels`.
void FillAtRandom(std::mt19937_64& random, int levels, google::protobuf::Message& message);

}  // namespace docket::docketctl
