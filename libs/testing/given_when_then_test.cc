#include "libs/testing/given_when_then.h"

#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest-spi.h>

namespace docket::testing {
namespace {

// Any enum serves as reasons.
constexpr auto kTaken = log::v1::Actor::KIND_SERVICE;
constexpr auto kOther = log::v1::Actor::KIND_AGENT;

// A word that can be said only once: the smallest decider there is.
struct Word {
  using Event = google::protobuf::StringValue;
  using Command = google::protobuf::StringValue;
  struct State {
    std::string said;
  };
  static State Evolve(State state, const eventing::CommitHeader&, const Event& event) {
    state.said += event.value();
    return state;
  }
  static absl::StatusOr<eventing::Decision<Event>> Decide(const State& state,
                                                          const Command& command,
                                                          const eventing::DecisionContext&) {
    if (state.said == command.value()) return eventing::Decision<Event>{};
    if (command.value() == "elsewhere") {
      return eventing::Decision<Event>{
          .events = {}, .redirect = eventing::Redirect{"w2", std::make_shared<Command>(command)}};
    }
    if (!state.said.empty()) {
      return eventing::Reject(kTaken, "somebody spoke", {{"said", state.said}});
    }
    return eventing::Decision<Event>{.events = {command}};
  }
};

TEST(GivenWhenThen, PassesWhatIsAsExpected) {
  Given<Word>({}).When("value: 'a'", Time{}).Then({"value: 'a'"});
  Given<Word>({"value: 'a'"}).When("value: 'a'", Time{}).ThenNothing();
  EXPECT_EQ(Given<Word>({}).When("value: 'a'", Time{}).state().said, "a");
}

TEST(GivenWhenThen, PrintsBothEventsWhenTheyDiffer) {
  EXPECT_NONFATAL_FAILURE(Given<Word>({}).When("value: 'a'", Time{}).Then({"value: 'b'"}),
                          "expected: value: \"b\"");
  EXPECT_NONFATAL_FAILURE(Given<Word>({}).When("value: 'a'", Time{}).Then({"value: 'b'"}),
                          "decided:  value: \"a\"");
}

TEST(GivenWhenThen, FailsOnAnEventTooManyOrTooFew) {
  EXPECT_NONFATAL_FAILURE(Given<Word>({}).When("value: 'a'", Time{}).ThenNothing(),
                          "expected: (none)");
  EXPECT_NONFATAL_FAILURE(Given<Word>({"value: 'a'"}).When("value: 'a'", Time{}).Then({""}),
                          "decided:  (none)");
}

TEST(GivenWhenThen, FailsWhenARefusalWasNotExpected) {
  EXPECT_NONFATAL_FAILURE(Given<Word>({"value: 'a'"}).When("value: 'b'", Time{}).ThenNothing(),
                          "refused: FAILED_PRECONDITION: somebody spoke");
}

TEST(GivenWhenThen, TellsReasonsAndDetailsApart) {
  const auto outcome = Given<Word>({"value: 'a'"}).When("value: 'b'", Time{});
  outcome.ThenRejected(kTaken, {{"said", "a"}});
  EXPECT_EQ(ReasonsMet().count("SERVICE"), 1u);
  EXPECT_NONFATAL_FAILURE(outcome.ThenRejected(kOther), "expected AGENT");
  EXPECT_NONFATAL_FAILURE(outcome.ThenRejected(kTaken, {{"said", "c"}}), "said is a, not c");
  EXPECT_NONFATAL_FAILURE(Given<Word>({}).When("value: 'b'", Time{}).ThenRejected(kTaken),
                          "expected SERVICE but: ");
}

TEST(GivenWhenThen, ComparesWhereACommandIsLeftAndWhatItSays) {
  const auto outcome = Given<Word>({}).When("value: 'elsewhere'", Time{});
  outcome.ThenRedirected("w2", "value: 'elsewhere'");
  EXPECT_NONFATAL_FAILURE(outcome.ThenRedirected("w3", "value: 'elsewhere'"), "left to w2");
  EXPECT_NONFATAL_FAILURE(outcome.ThenRedirected("w2", "value: 'here'"),
                          "expected: value: \"here\"");
  EXPECT_NONFATAL_FAILURE(outcome.ThenNothing(), "left to w2");
  EXPECT_NONFATAL_FAILURE(
      Given<Word>({}).When("value: 'a'", Time{}).ThenRedirected("w2", "value: 'a'"),
      "expected a redirect");
}

TEST(GivenWhenThen, FailsOnATextThatIsNoMessage) {
  EXPECT_NONFATAL_FAILURE(Given<Word>({"vaule: 'a'"}), "not a StringValue");
}

}  // namespace
}  // namespace docket::testing
