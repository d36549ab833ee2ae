#include "libs/testing/given_when_then.h"

#include <algorithm>

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

namespace docket::testing {
namespace {

using google::protobuf::Message;
using google::protobuf::TextFormat;

class ErrorText : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    text_ += std::to_string(line + 1) + ":" + std::to_string(column + 1) + ": " + message + "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

std::string Printed(const Message& message) {
  TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintToString(message, &text);
  return text;
}

}  // namespace

void ParseText(std::string_view text, Message& message, const std::source_location& where) {
  ErrorText errors;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  if (parser.ParseFromString(std::string(text), &message)) return;
  Fail(where, "not a " + message.GetDescriptor()->name() + ": " + std::string(text) + "\n" +
                  errors.text());
}

std::string Difference(const std::vector<const Message*>& expected,
                       const std::vector<const Message*>& actual) {
  using google::protobuf::util::MessageDifferencer;
  std::string text;
  for (size_t i = 0; i < std::max(expected.size(), actual.size()); ++i) {
    const Message* want = i < expected.size() ? expected[i] : nullptr;
    const Message* have = i < actual.size() ? actual[i] : nullptr;
    if (want != nullptr && have != nullptr && MessageDifferencer::Equals(*want, *have)) continue;
    text += "event " + std::to_string(i + 1) + "\n";
    text += "  expected: " + (want == nullptr ? "(none)" : Printed(*want)) + "\n";
    text += "  decided:  " + (have == nullptr ? "(none)" : Printed(*have)) + "\n";
  }
  return text;
}

void Fail(const std::source_location& where, const std::string& message) {
  ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line())) << message;
}

std::set<std::string>& ReasonsMet() {
  static std::set<std::string> reasons;
  return reasons;
}

}  // namespace docket::testing
