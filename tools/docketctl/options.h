#pragma once

// Options whose values are the words of an enum, an instant or a category.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <google/protobuf/timestamp.pb.h>

#include "docket/ticket/v1/ticket_values.pb.h"
#include "libs/base/proto_time.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {

// The value of `Enum` for `word`. Throws what CLI11 prints as a wrong use of the option `name`.
template <typename Enum>
Enum EnumOfWord(const std::string& name, const std::string& word) {
  int number = 0;
  std::string choices;
  if (!ParseEnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), word, number, choices)) {
    throw CLI::ValidationError(name, "'" + word + "' is none of " + choices);
  }
  return static_cast<Enum>(number);
}

// Adds the option `name`, which takes the words of `Enum` and lists them as its type, where
// completion finds them. `take` gets the value.
template <typename Enum, typename Take>
CLI::Option* AddEnumOption(CLI::App& command, const std::string& name, const Take& take,
                           const std::string& help) {
  return command
      .add_option_function<std::string>(
          name, [take, name](const std::string& word) { take(EnumOfWord<Enum>(name, word)); }, help)
      ->type_name(EnumWords(*google::protobuf::GetEnumDescriptor<Enum>()));
}

// Whether `text` is a whole number that no conversion bends.
inline std::string CheckWholeNumber(const std::string& text) {
  const bool whole = !text.empty() && text.size() <= 18 &&
                     text.find_first_not_of("0123456789") == std::string::npos;
  return whole ? "" : "'" + text + "' is no whole number";
}

// Likewise, and 1 or more.
inline std::string CheckPositive(const std::string& text) {
  const bool positive =
      CheckWholeNumber(text).empty() && text.find_first_not_of('0') != std::string::npos;
  return positive ? "" : "'" + text + "' is no whole number from 1 on";
}

// A check that there is a whole number from `min` to `max`.
inline std::function<std::string(const std::string&)> CheckFrom(uint64_t min, uint64_t max) {
  return [min, max](const std::string& text) -> std::string {
    const bool whole = CheckWholeNumber(text).empty();
    if (whole && std::stoull(text) >= min && std::stoull(text) <= max) return "";
    return "'" + text + "' is no whole number from " + std::to_string(min) + " to " +
           std::to_string(max);
  };
}

// Whether there is a value at all. A shell gives none where a variable is not set, which must not
// pass for an option that was left out.
inline std::string CheckNotEmpty(const std::string& text) {
  return text.empty() ? "is empty: give a value or leave the option out" : "";
}

// The instant that `text` names. Throws likewise.
inline google::protobuf::Timestamp InstantOf(const std::string& name, const std::string& text) {
  const std::optional<Time> time = ParseTime(text);
  if (time.has_value()) return ToProto(*time);
  throw CLI::ValidationError(name, "'" + text + "' is no instant like 2026-03-01T08:00:00Z");
}

// Adds the option `name`, which takes an instant. `take` gets it.
template <typename Take>
CLI::Option* AddInstantOption(CLI::App& command, const std::string& name, const Take& take,
                              const std::string& help) {
  return command.add_option_function<std::string>(
      name, [take, name](const std::string& text) { take(InstantOf(name, text)); }, help);
}

// Adds the option `name`, which may be given several times. `take` gets each value. One value each
// time, so that it never takes the words behind it.
template <typename Take>
CLI::Option* AddListOption(CLI::App& command, const std::string& name, const Take& take,
                           const std::string& help) {
  return command
      .add_option_function<std::vector<std::string>>(
          name,
          [take](const std::vector<std::string>& values) {
            for (const std::string& value : values) take(value);
          },
          help + "; may be given several times")
      ->allow_extra_args(false);
}

// Adds --category, "a/b" for the levels a and b. `path` gives where they go.
template <typename Path>
void AddCategoryOption(CLI::App& command, const Path& path) {
  command.add_option_function<std::string>(
      "--category",
      [path](const std::string& text) {
        ticket::v1::CategoryPath& category = path();
        for (const std::string& level : CLI::detail::split(text, '/')) category.add_levels(level);
      },
      "where it belongs, level by level with '/' between");
}

}  // namespace docket::docketctl
