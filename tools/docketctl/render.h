#pragma once

// How answers are shown.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/message.h>

namespace docket::docketctl {

enum class Output { kTable, kJson };

// `message` as JSON over several lines, with the proto's own field names.
std::string ToJson(const google::protobuf::Message& message);

// Names and values in two columns. Rows without a value are left out.
std::string ToColumns(const std::vector<std::pair<std::string, std::string>>& rows);

// Counts as a JSON object on one line, or in two columns.
std::string ToText(const std::vector<std::pair<std::string, uint64_t>>& figures, Output output);

// "open" of TICKET_STATUS_OPEN; empty for the zero value.
std::string EnumWord(const google::protobuf::EnumDescriptor& type, int value);

template <typename Enum>
std::string EnumWord(Enum value) {
  return EnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

// The value of `type` whose word is `word`, in any case; the zero value if it is empty. False if
// there is none; `choices` then lists the words that there are.
bool ParseEnumWord(const google::protobuf::EnumDescriptor& type, std::string_view word, int& value,
                   std::string& choices);

}  // namespace docket::docketctl
