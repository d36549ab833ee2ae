#include "tools/docketctl/health_command.h"

#include <iostream>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "libs/rpc/health.h"

namespace docket::docketctl {
namespace {

struct Health {
  std::string part;
  bool alive = false;
};

// Asked once: who runs a probe asks again by itself.
void Tell(Session& session, const Health& asked) {
  const absl::StatusOr<bool> serving =
      rpc::AskHealth(session.channel(), asked.part, session.timeout());
  if (serving.status().code() == absl::StatusCode::kNotFound) {
    return session.Finish(serving.status());
  }
  if (!serving.ok()) {
    return session.Finish(Annotate(serving.status(), "no answer from " + session.address()));
  }
  if (session.output() == Output::kJson) {
    std::cout << nlohmann::json({{"serving", *serving}}).dump(2) << '\n';
  } else {
    std::cout << (*serving ? "serves\n" : "does not serve\n");
  }
  if (*serving || asked.alive) return;
  session.Finish(Unavailable((asked.part.empty() ? "the server" : asked.part) + " does not serve"));
}

}  // namespace

void AddHealthCommand(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<Health>();
  CLI::App& health =
      *app.add_subcommand("health", "ask whether the server serves; the exit status says so too");
  health.add_option("part", asked->part, "one of its parts, e.g. intake/2; the whole if not given");
  health.add_flag("--alive", asked->alive, "be content with any answer");
  health.callback([&session, asked] { Tell(session, *asked); });
}

}  // namespace docket::docketctl
