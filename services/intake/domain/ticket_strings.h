#pragma once

// Lists of words in which each stands once: tags, followers, solvers.

#include <algorithm>
#include <string>

#include <google/protobuf/repeated_ptr_field.h>

namespace docket::intake {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

inline bool Contains(const Strings& strings, const std::string& string) {
  return std::find(strings.begin(), strings.end(), string) != strings.end();
}

inline void AddOnce(const std::string& string, Strings& strings) {
  if (!Contains(strings, string)) *strings.Add() = string;
}

inline void Remove(const std::string& string, Strings& strings) {
  strings.erase(std::remove(strings.begin(), strings.end(), string), strings.end());
}

}  // namespace docket::intake
