// docketctl: Docket from a terminal. Speaks gRPC, and with Kafka to make topics before there is a
// server.

#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "libs/base/status.h"
#include "libs/runtime/logging.h"
#include "tools/docketctl/apply_command.h"
#include "tools/docketctl/completion.h"
#include "tools/docketctl/demo_command.h"
#include "tools/docketctl/doctor_command.h"
#include "tools/docketctl/export_command.h"
#include "tools/docketctl/health_command.h"
#include "tools/docketctl/import_command.h"
#include "tools/docketctl/projection_commands.h"
#include "tools/docketctl/routing/routing_commands.h"
#include "tools/docketctl/session.h"
#include "tools/docketctl/setting_commands.h"
#include "tools/docketctl/ticket_commands.h"
#include "tools/docketctl/topics_command.h"

namespace {

// Of a word that is no command, and of none at all, CLI11 tells only that a command is missing.
int Explain(const CLI::App& app, const CLI::ParseError& error) {
  std::string command = app.get_name();
  const CLI::App* at = &app;
  for (; !at->get_subcommands().empty(); command += " " + at->get_name()) {
    at = at->get_subcommands().front();
  }
  const bool missing = error.get_name() == "RequiredError" && at->get_require_subcommand_min() > 0;
  const std::vector<std::string> words = app.remaining(true);
  if (!missing || (!words.empty() && words.front().starts_with('-'))) return app.exit(error);
  if (words.empty()) {
    std::cerr << command << " takes a command, one of these:\n\n" << app.help();
    return error.get_exit_code();
  }
  std::cerr << "docketctl: '" << words.front() << "' is no command of " << command << ": '"
            << command << " --help' lists them\n";
  return error.get_exit_code();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("docketctl works with a Docket server", "docketctl");
  app.require_subcommand(1);
  app.fallthrough();
  docket::docketctl::Session session(app);
  docket::docketctl::AddTicketCommands(app, session);
  docket::docketctl::AddRoutingCommands(app, session);
  docket::docketctl::AddApplyCommand(app, session);
  docket::docketctl::AddSettingCommands(app, session);
  docket::docketctl::AddImportCommand(app, session);
  docket::docketctl::AddExportCommand(app, session);
  docket::docketctl::AddProjectionCommands(app, session);
  docket::docketctl::AddDoctorCommand(app, session);
  docket::docketctl::AddTopicsCommands(app, session);
  docket::docketctl::AddHealthCommand(app, session);
  docket::docketctl::AddDemoCommand(app, session, argv[0]);
  docket::docketctl::AddCompletionCommand(app);
  docket::runtime::SetUpLogging(
      {.level = docket::runtime::LogLevel::kWarning, .form = docket::runtime::LogForm::kText});
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return Explain(app, error);
  }
  if (!std::cout.flush()) {
    session.Finish(docket::Unavailable("standard output could not be written whole"));
  }
  return session.Exit();
}
