#pragma once

// Settings of librdkafka in a file, as kcat -F takes it, so that one file serves both:
//
//   # how the brokers are reached
//   security.protocol=SASL_SSL
//   sasl.password=secret
//
// One NAME=VALUE a line, no spaces around the first '='; empty lines and those that begin with #
// are left out, as are spaces at the ends of lines. What is said of a fault never has a password in
// it.

#include <map>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace docket::log {

// The settings in `text`, each of which may be passed on (kafka/settings.h). INVALID_ARGUMENT
// names `file`, the line and what to do.
absl::StatusOr<std::map<std::string, std::string>> ParseProperties(std::string_view text,
                                                                   const std::string& file);

// Those in `file`. INVALID_ARGUMENT also if it cannot be read.
absl::StatusOr<std::map<std::string, std::string>> ReadProperties(const std::string& file);

}  // namespace docket::log
