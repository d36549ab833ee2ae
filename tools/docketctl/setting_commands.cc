#include "tools/docketctl/setting_commands.h"

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/setting/document.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/setting/closest_word.h"
#include "tools/docketctl/setting/setting_files.h"
#include "tools/docketctl/setting_calls.h"
#include "tools/docketctl/setting_render.h"

namespace docket::docketctl {
namespace {

namespace v1 = setting::v1;

// Which document is asked for.
struct Target {
  std::string kind;
  std::string name;
};

std::vector<std::string> Kinds() { return CLI::detail::split(SettingKinds(), ','); }

std::string CheckKind(const std::string& kind) {
  if (setting::KindNamed(kind) != v1::Document::KIND_NOT_SET) return "";
  std::vector<std::string> kinds = Kinds();
  std::ranges::for_each(kinds, [](std::string& known) { CLI::detail::trim(known); });
  const std::string closest = ClosestWord(kind, kinds);
  return "'" + kind + "' is no kind of document: " +
         (closest.empty() ? "give one of " + SettingKinds() : "do you mean '" + closest + "'?");
}

// Adds the argument "kind", whose words completion finds.
CLI::Option* AddKind(CLI::App& command, std::string& kind) {
  std::string words = SettingKinds();
  for (size_t at = words.find(", "); at != words.npos; at = words.find(", ")) {
    words.replace(at, 2, "|");
  }
  return command.add_option("kind", kind, "its kind")->type_name(words)->check(&CheckKind);
}

void AddTarget(CLI::App& command, Target& target) {
  AddKind(command, target.kind)->required();
  command.add_option("name", target.name, "its name")->check(&CheckNotEmpty)->required();
}

void AddVersionOption(CLI::App& command, const std::string& name, std::optional<uint64_t>& version,
                      const std::string& help) {
  command
      .add_option_function<uint64_t>(
          name, [&version](uint64_t number) { version = number; }, help)
      ->check(&CheckPositive)
      ->type_name("N");
}

struct GetOptions {
  Target target;
  std::optional<uint64_t> version;
  std::string output;
};

absl::Status Get(Session& session, const GetOptions& options) {
  const bool json =
      options.output.empty() ? session.output() == Output::kJson : options.output == "json";
  DOCKET_ASSIGN_OR_RETURN(
      const v1::Setting found,
      SettingCalls(session).Get(options.target.kind, options.target.name, options.version));
  DOCKET_ASSIGN_OR_RETURN(const std::string text,
                          json ? DocumentJson(found.document()) : DocumentYaml(found.document()));
  std::cout << (json ? "" : VersionComment(found)) << text;
  return absl::OkStatus();
}

void AddGet(CLI::App& app, Session& session) {
  CLI::App* get = app.add_subcommand("get", "Show a document as 'apply' takes it");
  auto options = std::make_shared<GetOptions>();
  AddTarget(*get, options->target);
  AddVersionOption(*get, "--version", options->version, "as this version of it stood");
  get->add_option("-o,--output", options->output, "how to print: yaml or json (yaml)")
      ->type_name("yaml|json")
      ->check(CLI::IsMember({"yaml", "json"}));
  get->callback([&session, options] { session.Finish(Get(session, *options)); });
}

absl::Status List(Session& session, const std::string& kind) {
  DOCKET_ASSIGN_OR_RETURN(const v1::ListSettingsResponse list, SettingCalls(session).List(kind));
  std::cout << (session.output() == Output::kJson ? ToJson(list) : ListTable(list));
  return absl::OkStatus();
}

void AddList(CLI::App& app, Session& session) {
  CLI::App* list = app.add_subcommand("list", "List the documents in force, by kind and name");
  auto kind = std::make_shared<std::string>();
  AddKind(*list, *kind);
  list->callback([&session, kind] { session.Finish(List(session, *kind)); });
}

absl::Status History(Session& session, const Target& target) {
  DOCKET_ASSIGN_OR_RETURN(const v1::ListSettingVersionsResponse history,
                          SettingCalls(session).Versions(target.kind, target.name));
  std::cout << (session.output() == Output::kJson ? ToJson(history) : HistoryTable(history));
  return absl::OkStatus();
}

void AddHistory(CLI::App& app, Session& session) {
  CLI::App* history =
      app.add_subcommand("history", "List the versions of a document, latest first");
  auto target = std::make_shared<Target>();
  AddTarget(*history, *target);
  history->callback([&session, target] { session.Finish(History(session, *target)); });
}

struct DiffOptions {
  Target target;
  std::optional<uint64_t> from;
  std::optional<uint64_t> to;
  std::vector<std::string> paths;
};

// What differs between two versions, by default the latest and the one before it.
absl::StatusOr<std::string> DiffVersions(const SettingCalls& calls, const DiffOptions& options) {
  const auto& [kind, name] = options.target;
  DOCKET_ASSIGN_OR_RETURN(const v1::Setting to, calls.Get(kind, name, options.to));
  const uint64_t before = options.from.value_or(to.version() - 1);
  std::optional<v1::Setting> from;
  if (before > 0) {
    DOCKET_ASSIGN_OR_RETURN(from, calls.Get(kind, name, before));
  }
  DOCKET_ASSIGN_OR_RETURN(const NamedText from_side, SideOf(from));
  DOCKET_ASSIGN_OR_RETURN(const NamedText to_side, SideOf(to));
  return UnifiedDiff(from_side, to_side);
}

// What differs between the documents of files and those in force.
absl::StatusOr<std::string> DiffFiles(const SettingCalls& calls, const DiffOptions& options) {
  DOCKET_ASSIGN_OR_RETURN(const SettingFiles files, ReadSettingFiles(options.paths));
  if (!files.faults.empty()) {
    std::cerr << files.FaultsText();
    return InvalidArgument("the files have faults: mend them first");
  }
  std::string diff;
  for (const WrittenSetting& written : files.settings) {
    const v1::Document& document = written.document;
    DOCKET_ASSIGN_OR_RETURN(const std::optional<v1::Setting> seen,
                            calls.Find(std::string(setting::KindOf(document)), document.name()));
    DOCKET_ASSIGN_OR_RETURN(const NamedText before, SideOf(seen));
    DOCKET_ASSIGN_OR_RETURN(std::string yaml, DocumentYaml(document));
    diff += UnifiedDiff(before, {Titled(document) + " (" + files.names[written.file] + ":" +
                                     std::to_string(written.root.place.line) + ")",
                                 std::move(yaml)});
  }
  return diff;
}

// Ends as diff(1) does: 0 for equal, 1 for different, 2 for trouble, which is told first.
void RunDiff(Session& session, const DiffOptions& options) {
  const SettingCalls calls(session);
  const absl::StatusOr<std::string> diff =
      options.paths.empty() ? DiffVersions(calls, options) : DiffFiles(calls, options);
  if (!diff.ok()) {
    session.Finish(diff.status());
    session.Exit();
    throw CLI::RuntimeError(2);
  }
  std::cout << *diff;
  if (!diff->empty()) throw CLI::RuntimeError(1);
}

void AddDiff(CLI::App& app, Session& session) {
  CLI::App* diff = app.add_subcommand(
      "diff",
      "Show what differs between versions of a document, or between files and what is in "
      "force");
  auto options = std::make_shared<DiffOptions>();
  CLI::Option* kind = AddKind(*diff, options->target.kind);
  CLI::Option* name =
      diff->add_option("name", options->target.name, "its name")->check(&CheckNotEmpty);
  CLI::Option* file =
      diff->add_option("-f,--file", options->paths,
                       "compare the documents of this file, folder or - (standard input) with "
                       "those in force; may be given several times")
          ->allow_extra_args(false)
          ->type_name("FILE");
  AddVersionOption(*diff, "--from", options->from, "this version (the one before --to)");
  AddVersionOption(*diff, "--to", options->to, "with this one (the latest)");
  diff->parse_complete_callback([kind, name, file, options] {
    if (file->count() > 0 && (kind->count() > 0 || options->from || options->to)) {
      throw CLI::ValidationError("--file",
                                 "compares with what is in force: give no kind, name, "
                                 "--from or --to with it");
    }
    if (file->count() == 0 && name->count() == 0) {
      throw CLI::ValidationError("diff", "give a kind and a name, or a --file");
    }
  });
  diff->footer(
      "The exit status is 0 if nothing differs, 1 if something does and 2 if that cannot be told, "
      "as "
      "that of diff(1). A document that is retired or not there yet counts as empty.");
  diff->callback([&session, options] { RunDiff(session, *options); });
}

struct RetireOptions {
  Target target;
  std::optional<uint64_t> expected_version;
  std::string request_id;
  bool validate_only = false;
};

absl::Status Retire(Session& session, const RetireOptions& options) {
  v1::RetireSettingRequest request;
  request.set_kind(options.target.kind);
  request.set_name(options.target.name);
  request.set_request_id(RequestIdOr(options.request_id));
  request.set_validate_only(options.validate_only);
  if (options.expected_version) request.set_expected_version(*options.expected_version);
  const absl::StatusOr<v1::RetireSettingResponse> response = SettingCalls(session).Retire(request);
  if (!response.ok()) {
    if (options.request_id.empty()) {
      std::cerr << "docketctl: the request_id was " << request.request_id() << '\n';
    }
    return response.status();
  }
  const v1::SettingReceipt& receipt = response->receipt();
  if (session.output() == Output::kJson) {
    std::cout << ToJson(receipt);
  } else if (options.validate_only) {
    std::cout << request.kind() << " " << request.name() << " would be retired\n";
  } else {
    std::cout << request.kind() << " " << request.name() << " retired (version "
              << receipt.version() << ")\n";
  }
  return absl::OkStatus();
}

void AddRetire(CLI::App& app, Session& session) {
  CLI::App* retire = app.add_subcommand(
      "retire", "Take a document out of force; what it decided stays (--roles administrator)");
  auto options = std::make_shared<RetireOptions>();
  AddTarget(*retire, options->target);
  AddVersionOption(*retire, "--expected-version", options->expected_version,
                   "the version that you have seen; refused if there is another");
  retire
      ->add_option("--request-id", options->request_id,
                   "names the request; drawn if absent. Give it again to repeat a call safely")
      ->check(&CheckNotEmpty);
  retire->add_flag("--validate-only", options->validate_only, "only judge, change nothing");
  retire->footer("What names it is not looked for: 'docketctl list' shows what is in force.");
  retire->callback([&session, options] { session.Finish(Retire(session, *options)); });
}

}  // namespace

void AddSettingCommands(CLI::App& app, Session& session) {
  AddGet(app, session);
  AddList(app, session);
  AddHistory(app, session);
  AddDiff(app, session);
  AddRetire(app, session);
}

}  // namespace docket::docketctl
