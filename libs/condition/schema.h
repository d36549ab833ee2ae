#pragma once

// What a condition of one kind of setting may speak of. The kind gives it: a policy's conditions
// see less of a ticket than a trigger's.

#include <functional>
#include <map>
#include <set>
#include <string>

namespace docket::condition {

enum class Type { kText, kNumber, kBool, kInstant, kTexts };

struct PathForm {
  Type type = Type::kText;
  // The only texts that it ever holds; empty: any.
  std::set<std::string, std::less<>> choices = {};
};

struct Schema {
  std::map<std::string, PathForm, std::less<>> paths;
  // Ids of the calendars that are published.
  std::set<std::string, std::less<>> calendars;
};

}  // namespace docket::condition
