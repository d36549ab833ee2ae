#pragma once

// How answers are shown.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

namespace docket::docketctl {

enum class Output { kTable, kJson };

// `message` as JSON over several lines, with the proto's own field names.
std::string ToJson(const google::protobuf::Message& message);
// The same on one line.
std::string ToJsonLine(const google::protobuf::Message& message);

// Names and values in two columns. Rows without a value are left out.
std::string ToColumns(const std::vector<std::pair<std::string, std::string>>& rows);

// Counts as a JSON object on one line, or in two columns.
std::string ToText(const std::vector<std::pair<std::string, uint64_t>>& figures, Output output);

// Rows under the names of their columns, each as wide as its widest text but for the last.
class Table {
 public:
  explicit Table(std::vector<std::string> names);

  void Add(std::vector<std::string> row);
  // The rows added since the last call, the names above the first of all.
  std::string Take();

 private:
  std::vector<size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

// RFC 3339, empty unless `present`.
std::string TimeText(bool present, const google::protobuf::Timestamp& time);

// "open" of TICKET_STATUS_OPEN; empty for the zero value.
std::string EnumWord(const google::protobuf::EnumDescriptor& type, int value);

template <typename Enum>
std::string EnumWord(Enum value) {
  return EnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

// All words of `type` with '|' between them.
std::string EnumWords(const google::protobuf::EnumDescriptor& type);

// The value of `type` whose word is `word`, in any case; the zero value if it is empty. False if
// there is none; `choices` then lists the words that there are.
bool ParseEnumWord(const google::protobuf::EnumDescriptor& type, std::string_view word, int& value,
                   std::string& choices);

}  // namespace docket::docketctl
