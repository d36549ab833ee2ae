#include "libs/condition/condition.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "libs/condition/limits.h"
#include "libs/condition/question.h"

namespace docket::condition {
namespace {

namespace v1 = setting::v1;

using Nodes = std::vector<std::unique_ptr<const Node>>;

class All final : public Node {
 public:
  explicit All(Nodes parts) : parts_(std::move(parts)) {}
  bool Holds(Reading& reading) const override {
    return std::all_of(parts_.begin(), parts_.end(),
                       [&](const auto& part) { return part->Holds(reading); });
  }

 private:
  const Nodes parts_;
};

class Any final : public Node {
 public:
  explicit Any(Nodes parts) : parts_(std::move(parts)) {}
  bool Holds(Reading& reading) const override {
    return std::any_of(parts_.begin(), parts_.end(),
                       [&](const auto& part) { return part->Holds(reading); });
  }

 private:
  const Nodes parts_;
};

class None final : public Node {
 public:
  explicit None(Nodes parts) : any_(std::move(parts)) {}
  bool Holds(Reading& reading) const override { return !any_.Holds(reading); }

 private:
  const Any any_;
};

std::unique_ptr<const Node> Compile(const v1::Condition& condition, size_t depth);

Nodes Compile(const google::protobuf::RepeatedPtrField<v1::Condition>& parts, size_t depth) {
  Nodes nodes;
  for (const v1::Condition& part : parts) nodes.push_back(Compile(part, depth));
  return nodes;
}

// An Any of nothing is never true.
std::unique_ptr<const Node> Compile(const v1::Condition& condition, size_t depth) {
  if (depth > kDepthMax) return std::make_unique<Any>(Nodes());
  if (condition.has_test()) return CompileTest(condition.test());
  if (condition.any_size() > 0) return std::make_unique<Any>(Compile(condition.any(), depth + 1));
  if (condition.none_size() > 0) {
    return std::make_unique<None>(Compile(condition.none(), depth + 1));
  }
  return std::make_unique<All>(Compile(condition.all(), depth + 1));
}

}  // namespace

Condition::Condition(const v1::Condition& condition) : root_(Compile(condition, 1)) {}
Condition::Condition(Condition&&) noexcept = default;
Condition::~Condition() = default;

bool Condition::Holds(Reading& reading) const { return root_->Holds(reading); }

}  // namespace docket::condition
