#include "tools/docketctl/apply_command.h"

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/util/message_differencer.h>
#include <nlohmann/json.hpp>

#include "libs/base/digest.h"
#include "libs/base/rejection.h"
#include "libs/rpc/setting_limits.h"
#include "libs/setting/document.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/setting/setting_files.h"
#include "tools/docketctl/setting_calls.h"
#include "tools/docketctl/setting_render.h"

namespace docket::docketctl {
namespace {

namespace v1 = setting::v1;
using google::protobuf::util::MessageDifferencer;

// What the server takes for one check.
constexpr size_t kSettingsMax = 500;

struct ApplyOptions {
  std::vector<std::string> paths;
  bool dry_run = false;
};

std::string KindText(const v1::Document& document) {
  return std::string(setting::KindOf(document));
}

// What becomes of a document, where `seen` is what stands there before.
struct Outcome {
  std::string word;
  uint64_t version = 0;  // After it.
  std::string diff;      // Of one that is only looked at.
};

// What publishing makes of `seen`.
std::string ChangeWord(const std::optional<v1::Setting>& seen) {
  if (!seen.has_value()) return "created";
  return seen->retired() ? "restored" : "changed";
}

// Tells of documents as they are done: a line each, or all in one JSON object at the end.
class Report {
 public:
  Report(const Session& session, bool dry_run) : session_(session), dry_run_(dry_run) {}

  void Add(const v1::Document& document, const Outcome& outcome) {
    if (session_.output() == Output::kJson) {
      nlohmann::ordered_json& told = json_.emplace_back();
      told = {{"kind", KindText(document)},
              {"name", document.name()},
              {"outcome", outcome.word},
              {"version", std::to_string(outcome.version)}};
      if (!outcome.diff.empty()) told["diff"] = outcome.diff;
      return;
    }
    std::string line = Titled(document) + " ";
    if (dry_run_ && outcome.word != "unchanged") line += "would be ";
    line += outcome.word;
    if (outcome.version > 1 && outcome.word != "unchanged") {
      line += " (version " + std::to_string(outcome.version) + ")";
    }
    // At once: what was told is done, whatever becomes of the next one.
    std::cout << line << '\n' << outcome.diff << std::flush;
  }

  void Print() const {
    if (session_.output() != Output::kJson) return;
    std::cout << nlohmann::ordered_json{{"dry_run", dry_run_}, {"settings", json_}}.dump(2) << '\n';
  }

 private:
  const Session& session_;
  const bool dry_run_;
  nlohmann::ordered_json json_ = nlohmann::ordered_json::array();
};

// Whether every document is small enough for the server, which would refuse it unread; a fault is
// added to `files` for each that is not.
bool CheckSizes(SettingFiles& files) {
  bool fit = true;
  const rpc::WireScanner scanner(*v1::PublishSettingRequest::descriptor(),
                                 rpc::kPublishSettingLimits);
  for (size_t i = 0; i < files.settings.size(); ++i) {
    v1::PublishSettingRequest request;
    *request.mutable_document() = files.settings[i].document;
    request.set_request_id(std::string(64, 'x'));
    const absl::Status checked = scanner.Check(request.SerializeAsString());
    if (checked.ok()) continue;
    files.AddFault(i, "document", "small enough for the server: " + std::string(Message(checked)));
    fit = false;
  }
  return fit;
}

// Adds to `files` all that the server finds wrong with the documents.
absl::Status CheckTogether(const SettingCalls& calls, SettingFiles& files) {
  v1::CheckSettingsRequest request;
  for (const WrittenSetting& written : files.settings) {
    *request.add_documents() = written.document;
  }
  const absl::Status fits =
      rpc::WireScanner(*v1::CheckSettingsRequest::descriptor(), rpc::kCheckSettingsLimits)
          .Check(request.SerializeAsString());
  if (request.documents_size() > static_cast<int>(kSettingsMax) || !fits.ok()) {
    return InvalidArgument(
        "these " + std::to_string(request.documents_size()) +
        " documents are too many to be checked together" +
        (fits.ok() ? ", at most " + std::to_string(kSettingsMax) + " are"
                   : ": " + std::string(Message(fits))) +
        ": apply them in parts, those that are named before those that name them");
  }
  DOCKET_ASSIGN_OR_RETURN(const v1::CheckSettingsResponse response, calls.Check(request));
  for (const auto& fault : response.faults()) {
    const v1::Document& document = files.settings.at(fault.index()).document;
    // A missing kind is told where the file was read, with more sense.
    if (document.kind_case() == v1::Document::KIND_NOT_SET && fault.field() == "kind") continue;
    files.AddFault(fault.index(), fault.field(), fault.rule());
  }
  return absl::OkStatus();
}

// Tells all faults there are, here and at the server; OK if there is none.
absl::Status Check(const SettingCalls& calls, SettingFiles& files) {
  absl::Status checked;
  const bool fit = CheckSizes(files);
  if (fit && files.whole && !files.settings.empty()) checked = CheckTogether(calls, files);
  if (files.faults.empty()) return checked;
  std::cerr << files.FaultsText();
  if (!checked.ok()) return checked;
  const size_t count = files.faults.size();
  return InvalidArgument(std::to_string(count) + (count == 1 ? " fault" : " faults") +
                         ": nothing was applied" +
                         (files.whole && fit ? "" : "; the server has not looked at them yet"));
}

// Names the request by what it asks: sent again after an interruption it is the same one, and the
// same document is another request once there is another version.
std::string RequestIdOf(const v1::Document& document, uint64_t seen, const std::string& yaml) {
  const std::string kind = KindText(document);
  const std::string version = std::to_string(seen);
  const std::vector<std::string_view> parts = {kind, document.name(), version, yaml};
  const Sha256Bytes hash = HashParts(parts);
  const std::string_view bytes(reinterpret_cast<const char*>(hash.data()), Digest::kSize);
  return "apply-" + Hex(bytes);
}

absl::StatusOr<Outcome> Publish(const SettingCalls& calls, const v1::Document& document,
                                const std::optional<v1::Setting>& seen) {
  const uint64_t version = seen.has_value() ? seen->version() : 0;
  DOCKET_ASSIGN_OR_RETURN(const std::string yaml, DocumentYaml(document));
  v1::PublishSettingRequest request;
  *request.mutable_document() = document;
  request.set_request_id(RequestIdOf(document, version, yaml));
  request.set_expected_version(version);
  const absl::StatusOr<v1::PublishSettingResponse> response = calls.Publish(request);
  if (response.ok()) return Outcome{ChangeWord(seen), response->receipt().version(), ""};
  if (IsRejectedFor(response.status(), "NO_CHANGE")) return Outcome{"unchanged", version, ""};
  return response.status();
}

absl::StatusOr<Outcome> Foresee(const v1::Document& document,
                                const std::optional<v1::Setting>& seen) {
  const uint64_t version = seen.has_value() ? seen->version() : 0;
  if (version > 0 && !seen->retired() && MessageDifferencer::Equals(seen->document(), document)) {
    return Outcome{"unchanged", version, ""};
  }
  DOCKET_ASSIGN_OR_RETURN(const NamedText before, SideOf(seen));
  DOCKET_ASSIGN_OR_RETURN(std::string yaml, DocumentYaml(document));
  return Outcome{ChangeWord(seen), version + 1,
                 UnifiedDiff(before, {Titled(document) + " as applied", std::move(yaml)})};
}

// `status` of the document `at`, with what was done before it and how to go on.
absl::Status Stopped(const absl::Status& status, const SettingFiles& files, size_t at) {
  const WrittenSetting& written = files.settings[at];
  std::string context = files.names[written.file] + ":" + std::to_string(written.root.place.line) +
                        ": " + Titled(written.document) + " was not applied, " +
                        std::to_string(at) + " of " + std::to_string(files.settings.size()) +
                        " before it are";
  if (IsRejectedFor(status, "VERSION_CONFLICT")) {
    context +=
        ". It is another version than the one seen a moment ago: look at it by "
        "'docketctl diff -f', then apply again";
  } else {
    context += ", and applying again goes on from there";
  }
  return Annotate(status, context);
}

absl::Status Apply(Session& session, const ApplyOptions& options) {
  DOCKET_ASSIGN_OR_RETURN(SettingFiles files, ReadSettingFiles(options.paths));
  const SettingCalls calls(session);
  DOCKET_RETURN_IF_ERROR(Check(calls, files));
  std::vector<std::optional<v1::Setting>> seen;
  for (const WrittenSetting& written : files.settings) {
    DOCKET_ASSIGN_OR_RETURN(seen.emplace_back(),
                            calls.Find(KindText(written.document), written.document.name()));
  }
  Report report(session, options.dry_run);
  absl::Status status;
  for (size_t i = 0; status.ok() && i < files.settings.size(); ++i) {
    const v1::Document& document = files.settings[i].document;
    const absl::StatusOr<Outcome> outcome =
        options.dry_run ? Foresee(document, seen[i]) : Publish(calls, document, seen[i]);
    if (outcome.ok()) {
      report.Add(document, *outcome);
    } else {
      status = Stopped(outcome.status(), files, i);
    }
  }
  report.Print();
  return status;
}

}  // namespace

void AddApplyCommand(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "apply", "Put documents of files in force: teams, pools ... (--roles administrator)");
  auto options = std::make_shared<ApplyOptions>();
  command
      ->add_option("-f,--file", options->paths,
                   "YAML file of documents with --- between them, a folder for its *.yaml and "
                   "*.yml, or - for standard input; may be given several times")
      ->allow_extra_args(false)
      ->type_name("FILE")
      ->required();
  command->add_flag("--dry-run", options->dry_run,
                    "only tell what would happen, with the lines that would differ");
  command->footer(
      "All documents are checked together first; if anything is wrong with any of them, all of it "
      "is "
      "told and nothing is applied. Then they are put in force in their order, so what is named "
      "stands before what names it. Applying the same again changes nothing, also after an "
      "interruption.\n\nA document has a name and one field that is called as its kind:\n\n"
      "  name: first-line\n  team:\n    label: First line\n    pool: support\n");
  command->callback([&session, options] { session.Finish(Apply(session, *options)); });
}

}  // namespace docket::docketctl
