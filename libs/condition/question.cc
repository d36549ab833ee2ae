#include "libs/condition/question.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/proto_time.h"
#include "libs/base/text.h"
#include "libs/condition/pattern.h"

namespace docket::condition {
namespace {

namespace v1 = setting::v1;

// Asks `Ask`, a function of a reading and a path, of one path.
template <typename Ask>
class Question final : public Node {
 public:
  Question(std::string path, Ask ask) : path_(std::move(path)), ask_(std::move(ask)) {}
  bool Holds(Reading& reading) const override { return ask_(reading, path_); }

 private:
  const std::string path_;
  const Ask ask_;
};

template <typename Ask>
std::unique_ptr<const Node> Of(const v1::Test& test, Ask ask) {
  return std::make_unique<Question<Ask>>(test.path(), std::move(ask));
}

// True if `ask` is true of the text, or of one of the texts.
template <typename Ask>
std::unique_ptr<const Node> OfText(const v1::Test& test, Ask ask) {
  return Of(test, [ask = std::move(ask)](Reading& reading, std::string_view path) {
    const Value* value = reading.Now(path);
    if (value == nullptr) return false;
    const auto texts = TextsOf(*value);
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string& text) { return ask(text); });
  });
}

// What `path` holds if it is of type `T`, else null.
template <typename T>
const T* Typed(Reading& reading, std::string_view path) {
  const Value* value = reading.Now(path);
  return value == nullptr ? nullptr : std::get_if<T>(value);
}

// True if the value is of type `T` and `ask` is true of it.
template <typename T, typename Ask>
std::unique_ptr<const Node> OfA(const v1::Test& test, Ask ask) {
  return Of(test, [ask = std::move(ask)](Reading& reading, std::string_view path) {
    const T* typed = Typed<T>(reading, path);
    return typed != nullptr && ask(*typed);
  });
}

std::unique_ptr<const Node> Never(const v1::Test& test) {
  return Of(test, [](Reading&, std::string_view) { return false; });
}

std::unique_ptr<const Node> In(const v1::Test& test) {
  const v1::Choice& in = test.in();
  if (in.numbers_size() > 0) {
    return OfA<int64_t>(test,
                        [numbers = std::set<int64_t>(in.numbers().begin(), in.numbers().end())](
                            int64_t number) { return numbers.contains(number); });
  }
  return OfText(test, [texts = std::set<std::string>(in.texts().begin(), in.texts().end())](
                          const std::string& text) { return texts.contains(text); });
}

std::unique_ptr<const Node> Below(const v1::Test& test) {
  return OfText(test, [place = test.below()](std::string_view text) {
    return text.starts_with(place) && (text.size() == place.size() || text[place.size()] == '/');
  });
}

std::unique_ptr<const Node> ContainsAny(const v1::Test& test) {
  std::vector<std::string> words;
  for (const std::string& word : test.contains_any().words()) {
    words.push_back(NormaliseText(ToUtf8(word)));
    if (words.back().empty()) words.pop_back();  // It would be in every text.
  }
  return Of(test, [words = std::move(words)](Reading& reading, std::string_view path) {
    const auto& texts = reading.NormalisedTexts(path);
    return std::any_of(texts.begin(), texts.end(), [&](std::string_view text) {
      return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return text.find(word) != std::string_view::npos;
      });
    });
  });
}

std::unique_ptr<const Node> Matches(const v1::Test& test) {
  absl::StatusOr<Pattern> pattern = Pattern::Compile(test.matches());
  if (!pattern.ok()) return Never(test);
  return OfText(test, [pattern = *std::move(pattern)](std::string_view text) {
    return pattern.Matches(text);
  });
}

}  // namespace

std::unique_ptr<const Node> CompileTest(const v1::Test& test) {
  switch (test.operator_case()) {
    case v1::Test::kEquals:
      return OfText(test, [is = test.equals()](std::string_view text) { return text == is; });
    case v1::Test::kEqualsNumber:
      return OfA<int64_t>(test,
                          [is = test.equals_number()](int64_t number) { return number == is; });
    case v1::Test::kEqualsBool:
      return OfA<bool>(test, [is = test.equals_bool()](bool yes) { return yes == is; });
    case v1::Test::kIn: return In(test);
    case v1::Test::kBelow: return Below(test);
    case v1::Test::kContainsAny: return ContainsAny(test);
    case v1::Test::kMatches: return Matches(test);
    case v1::Test::kLess:
      return OfA<int64_t>(test, [than = test.less()](int64_t number) { return number < than; });
    case v1::Test::kGreater:
      return OfA<int64_t>(test, [than = test.greater()](int64_t number) { return number > than; });
    case v1::Test::kBefore:
      return OfA<Time>(test, [than = FromProto(test.before())](Time time) { return time < than; });
    case v1::Test::kAfter:
      return OfA<Time>(test, [than = FromProto(test.after())](Time time) { return time > than; });
    case v1::Test::kExists:
      return Of(test, [asked = test.exists()](Reading& reading, std::string_view path) {
        return asked && reading.Now(path) != nullptr;
      });
    case v1::Test::kChanged:
      return Of(test, [asked = test.changed()](Reading& reading, std::string_view path) {
        return asked && reading.HasChanged(path);
      });
    case v1::Test::kWithin:
      return Of(test, [calendar = test.within()](Reading& reading, std::string_view path) {
        const Time* instant = Typed<Time>(reading, path);
        return instant != nullptr && reading.IsWorkingTime(calendar, *instant);
      });
    case v1::Test::OPERATOR_NOT_SET: break;
  }
  return Never(test);
}

}  // namespace docket::condition
