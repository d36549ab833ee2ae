#include "libs/condition/validate.h"

#include <string>
#include <string_view>
#include <utility>

#include "libs/condition/limits.h"
#include "libs/condition/test_form.h"

namespace docket::condition {
namespace {

namespace v1 = setting::v1;

using Parts = google::protobuf::RepeatedPtrField<v1::Condition>;

std::string AtMost(size_t bound, std::string_view what) {
  return "at most " + std::to_string(bound) + " " + std::string(what);
}

class Validation {
 public:
  explicit Validation(const Schema& schema) : schema_(schema) {}

  void Check(const v1::Condition& condition, const std::string& field, size_t depth);

  Faults TakeFaults() { return std::move(faults_); }

 private:
  void CheckGiven(const v1::Condition& condition, const std::string& field, size_t depth);
  void CheckParts(const Parts& parts, const std::string& field, size_t depth);
  void CountPattern(const v1::Test& test, const std::string& field);

  const Schema& schema_;
  Faults faults_;
  size_t conditions_ = 0;
  size_t patterns_ = 0;
};

// Recursion ends at kDepthMax and a loop at kConditionsMax, whatever the message holds.
void Validation::Check(const v1::Condition& condition, const std::string& field, size_t depth) {
  ++conditions_;
  if (depth > kDepthMax) {
    faults_.push_back({field, AtMost(kDepthMax, "deep"),
                       "Conditions stand in one another at most " + std::to_string(kDepthMax) +
                           " deep; make the condition flatter, or several rules of it."});
    return;
  }
  CheckGiven(condition, field, depth);
  const std::string inside = field.empty() ? "" : field + ".";
  CheckParts(condition.all(), inside + "all", depth);
  CheckParts(condition.any(), inside + "any", depth);
  CheckParts(condition.none(), inside + "none", depth);
  if (!condition.has_test()) return;
  CheckTest(condition.test(), schema_, inside + "test", faults_);
  CountPattern(condition.test(), inside + "test.matches");
}

void Validation::CheckGiven(const v1::Condition& condition, const std::string& field,
                            size_t depth) {
  const int given = (condition.all_size() > 0) + (condition.any_size() > 0) +
                    (condition.none_size() > 0) + condition.has_test();
  if (given > 1) {
    faults_.push_back({field, "one of all, any, none, test",
                       "A condition gives one of `all`, `any`, `none` and `test`; to join them, "
                       "make each an element of an `all` of its own."});
  }
  if (given == 0 && depth > 1) {
    faults_.push_back({field, "one of all, any, none, test",
                       "A condition in a list says what it asks: give it `all`, `any` or `none` "
                       "with elements, or `test`, or leave it out."});
  }
}

void Validation::CheckParts(const Parts& parts, const std::string& field, size_t depth) {
  for (int i = 0; i < parts.size(); ++i) {
    const std::string at = field + "[" + std::to_string(i) + "]";
    if (conditions_ == kConditionsMax) {
      faults_.push_back({at, AtMost(kConditionsMax, "conditions"),
                         "A condition holds at most " + std::to_string(kConditionsMax) +
                             " conditions, itself among them; this one and what follows in its "
                             "list are too many. Put texts into one `in` or `contains_any`, or "
                             "make several rules."});
      return;
    }
    Check(parts[i], at, depth + 1);
  }
}

void Validation::CountPattern(const v1::Test& test, const std::string& field) {
  if (test.operator_case() != v1::Test::kMatches || ++patterns_ <= kPatternsMax) return;
  faults_.push_back({field, AtMost(kPatternsMax, "patterns"),
                     "A condition has at most " + std::to_string(kPatternsMax) +
                         " patterns; join them by `|`, or use `contains_any`."});
}

}  // namespace

Faults Validate(const v1::Condition& condition, const Schema& schema, std::string_view field) {
  Validation validation(schema);
  validation.Check(condition, std::string(field), 1);
  return validation.TakeFaults();
}

}  // namespace docket::condition
