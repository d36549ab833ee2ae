#include "libs/condition/test_form.h"

#include <algorithm>
#include <string_view>

#include <google/protobuf/descriptor.h>

#include "libs/base/proto_time.h"
#include "libs/base/text.h"
#include "libs/condition/limits.h"
#include "libs/condition/pattern.h"

namespace docket::condition {
namespace {

namespace v1 = setting::v1;

using Texts = google::protobuf::RepeatedPtrField<std::string>;
using Operator = v1::Test::OperatorCase;

// Foreign text inside a message: cut, so that a message stays readable, and UTF-8.
std::string Quoted(std::string_view text) {
  constexpr size_t kShownBytesMax = 64;
  const bool whole = text.size() <= kShownBytesMax;
  return "`" + ToUtf8(text.substr(0, kShownBytesMax)) + (whole ? "`" : "...`");
}

// Elements joined by commas, the first of them if there are many.
template <typename Elements, typename Name>
std::string Listed(const Elements& elements, const Name& name) {
  constexpr size_t kShownMax = 30;
  std::string out;
  size_t shown = 0;
  for (const auto& element : elements) {
    if (shown == kShownMax)
      return out + " and " + std::to_string(elements.size() - shown) + " more";
    out += (shown++ == 0 ? "" : ", ") + std::string(name(element));
  }
  return out.empty() ? "none" : out;
}

std::string_view NameOf(Type type) {
  switch (type) {
    case Type::kText: return "a text";
    case Type::kNumber: return "a whole number";
    case Type::kBool: return "yes or no";
    case Type::kInstant: return "an instant";
    case Type::kTexts: return "texts";
  }
  return "";
}

std::string NameOf(Operator asked) {
  const auto* field = v1::Test::descriptor()->FindFieldByNumber(asked);
  return field == nullptr ? "" : std::string(field->name());
}

bool Fits(Operator asked, Type type) {
  switch (asked) {
    case v1::Test::kEquals:
    case v1::Test::kBelow:
    case v1::Test::kContainsAny:
    case v1::Test::kMatches: return type == Type::kText || type == Type::kTexts;
    case v1::Test::kIn: return type == Type::kText || type == Type::kTexts || type == Type::kNumber;
    case v1::Test::kEqualsNumber:
    case v1::Test::kLess:
    case v1::Test::kGreater: return type == Type::kNumber;
    case v1::Test::kEqualsBool: return type == Type::kBool;
    case v1::Test::kBefore:
    case v1::Test::kAfter:
    case v1::Test::kWithin: return type == Type::kInstant;
    case v1::Test::kExists:
    case v1::Test::kChanged: return true;
    case v1::Test::OPERATOR_NOT_SET: break;
  }
  return false;
}

// The operators that may be asked of a value of `type`.
std::string NamesFor(Type type) {
  std::vector<std::string> names;
  const auto* operators = v1::Test::descriptor()->FindOneofByName("operator");
  for (int i = 0; i < operators->field_count(); ++i) {
    const auto asked = static_cast<Operator>(operators->field(i)->number());
    if (Fits(asked, type)) names.push_back(NameOf(asked));
  }
  return Listed(names, [](const auto& name) { return name; });
}

// The check of one test.
class Form {
 public:
  Form(const v1::Test& test, const Schema& schema, const std::string& field, Faults& faults)
      : test_(test), schema_(schema), field_(field), faults_(faults) {}

  void Check() {
    CheckPath();
    CheckOperator();
    CheckOperand();
  }

 private:
  void CheckPath();
  void CheckOperator();
  void CheckOperand();
  void CheckText(const std::string& field, std::string_view text);
  void CheckKnown(const std::string& field, std::string_view text);
  void CheckCount(const std::string& field, int count);
  void CheckChoice();
  void CheckWords();
  void CheckPlace();
  void CheckPattern();
  void CheckInstant(const std::string& field, const google::protobuf::Timestamp& instant);
  void CheckTrue(const std::string& field, bool value);
  void CheckCalendar();

  void Add(const std::string& field, std::string rule, std::string message) {
    faults_.push_back({field_ + "." + field, std::move(rule), std::move(message)});
  }

  const v1::Test& test_;
  const Schema& schema_;
  const std::string& field_;
  Faults& faults_;
  const PathForm* path_ = nullptr;  // Null if unknown, or if the operator does not fit it.
};

void Form::CheckPath() {
  const auto found = schema_.paths.find(test_.path());
  if (found != schema_.paths.end()) {
    path_ = &found->second;
    return;
  }
  Add("path", "a known path",
      "There is no path " + Quoted(test_.path()) + " here; there are: " +
          Listed(schema_.paths, [](const auto& entry) { return entry.first; }) + ".");
}

void Form::CheckOperator() {
  const Operator asked = test_.operator_case();
  if (asked == v1::Test::OPERATOR_NOT_SET) {
    faults_.push_back({field_, "an operator",
                       "A test asks something of its path: add an operator" +
                           (path_ ? ", one of: " + NamesFor(path_->type) : "") + "."});
    return;
  }
  if (path_ == nullptr || Fits(asked, path_->type)) return;
  const std::string holds(NameOf(path_->type));
  Add(NameOf(asked), "an operator for " + holds,
      Quoted(test_.path()) + " holds " + holds + ", of which `" + NameOf(asked) +
          "` cannot be asked; use one of: " + NamesFor(path_->type) + ".");
  path_ = nullptr;  // Nothing can be said of the operand by a type that does not fit.
}

void Form::CheckOperand() {
  switch (test_.operator_case()) {
    case v1::Test::kEquals:
      CheckText("equals", test_.equals());
      CheckKnown("equals", test_.equals());
      break;
    case v1::Test::kIn: CheckChoice(); break;
    case v1::Test::kBelow: CheckPlace(); break;
    case v1::Test::kContainsAny: CheckWords(); break;
    case v1::Test::kMatches: CheckPattern(); break;
    case v1::Test::kBefore: CheckInstant("before", test_.before()); break;
    case v1::Test::kAfter: CheckInstant("after", test_.after()); break;
    case v1::Test::kExists: CheckTrue("exists", test_.exists()); break;
    case v1::Test::kChanged: CheckTrue("changed", test_.changed()); break;
    case v1::Test::kWithin: CheckCalendar(); break;
    case v1::Test::kEqualsNumber:
    case v1::Test::kEqualsBool:
    case v1::Test::kLess:
    case v1::Test::kGreater:
    case v1::Test::OPERATOR_NOT_SET: break;
  }
}

void Form::CheckText(const std::string& field, std::string_view text) {
  if (text.empty() || text.size() > kOperandBytesMax) {
    Add(field, "1 to " + std::to_string(kOperandBytesMax) + " bytes",
        "A text to compare with has 1 to " + std::to_string(kOperandBytesMax) +
            " bytes; this one has " + std::to_string(text.size()) + ".");
  } else if (!IsUtf8(text)) {
    Add(field, "UTF-8", "The text " + Quoted(text) + " is not UTF-8; save the document as UTF-8.");
  }
}

// A text that the path never holds would make a test that is never true, by a slip of the pen.
void Form::CheckKnown(const std::string& field, std::string_view text) {
  if (path_ == nullptr || path_->choices.empty() || path_->choices.contains(text)) return;
  Add(field, "a known value",
      Quoted(test_.path()) + " is never " + Quoted(text) + "; it is one of: " +
          Listed(path_->choices, [](const auto& choice) { return choice; }) + ".");
}

void Form::CheckCount(const std::string& field, int count) {
  if (count >= 1 && count <= static_cast<int>(kChoicesMax)) return;
  Add(field, "1 to " + std::to_string(kChoicesMax) + " elements",
      "A list to compare with has 1 to " + std::to_string(kChoicesMax) +
          " elements; this one has " + std::to_string(count) + ".");
}

void Form::CheckChoice() {
  const v1::Choice& in = test_.in();
  const bool numbers = path_ == nullptr ? in.numbers_size() > 0 : path_->type == Type::kNumber;
  if ((numbers ? in.texts_size() : in.numbers_size()) > 0) {
    Add(numbers ? "in.texts" : "in.numbers", "texts or numbers, as the path holds",
        numbers ? "A whole number is compared with `numbers`; leave out `texts`."
                : "A text is compared with `texts`; leave out `numbers`.");
  }
  CheckCount(numbers ? "in.numbers" : "in.texts", numbers ? in.numbers_size() : in.texts_size());
  const int texts = std::min(in.texts_size(), static_cast<int>(kChoicesMax));
  for (int i = 0; !numbers && i < texts; ++i) {
    const std::string field = "in.texts[" + std::to_string(i) + "]";
    CheckText(field, in.texts(i));
    CheckKnown(field, in.texts(i));
  }
}

void Form::CheckWords() {
  const Texts& words = test_.contains_any().words();
  CheckCount("contains_any.words", words.size());
  for (int i = 0; i < std::min(words.size(), static_cast<int>(kChoicesMax)); ++i) {
    const std::string field = "contains_any.words[" + std::to_string(i) + "]";
    const size_t faults = faults_.size();
    CheckText(field, words[i]);
    if (faults_.size() > faults || !NormaliseText(words[i]).empty()) continue;
    Add(field, "more than white space and punctuation",
        "Of the word " + Quoted(words[i]) +
            " nothing is left without white space and punctuation, which are passed over; for "
            "them use `matches`.");
  }
}

void Form::CheckPlace() {
  const std::string& place = test_.below();
  CheckText("below", place);
  if (!place.starts_with('/') && !place.ends_with('/')) return;
  Add("below", "without '/' at either end",
      "A place in a tree neither begins nor ends with '/': `a/b`, not " + Quoted(place) + ".");
}

void Form::CheckPattern() {
  if (!IsUtf8(test_.matches())) {
    Add("matches", "UTF-8", "The pattern is not UTF-8; save the document as UTF-8.");
    return;
  }
  const absl::Status status = Pattern::Compile(test_.matches()).status();
  if (status.ok()) return;
  const bool large = status.code() == absl::StatusCode::kResourceExhausted;
  Add("matches",
      large ? "at most " + std::to_string(kPatternInstructionsMax) + " instructions"
            : "a regular expression of RE2",
      std::string(Message(status)));
}

void Form::CheckInstant(const std::string& field, const google::protobuf::Timestamp& instant) {
  const auto kept = ToProto(FromProto(instant));
  if (kept.seconds() == instant.seconds() && kept.nanos() == instant.nanos()) return;
  Add(field, "whole milliseconds of the years 0001 to 9999",
      "An instant lies in the years 0001 to 9999 and has whole milliseconds: "
      "`2026-03-01T08:00:00.000Z`.");
}

void Form::CheckTrue(const std::string& field, bool value) {
  if (value) return;
  Add(field, "true",
      "`" + field + "` is true or left out; for its contrary put the test into a `none`.");
}

void Form::CheckCalendar() {
  if (schema_.calendars.contains(test_.within())) return;
  Add("within", "a published calendar",
      "There is no calendar " + Quoted(test_.within()) +
          "; there are: " + Listed(schema_.calendars, [](const auto& id) { return id; }) + ".");
}

}  // namespace

void CheckTest(const v1::Test& test, const Schema& schema, const std::string& field,
               Faults& faults) {
  Form(test, schema, field, faults).Check();
}

}  // namespace docket::condition
