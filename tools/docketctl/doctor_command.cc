#include "tools/docketctl/doctor_command.h"

#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "docket/ops/v1/ops_service.grpc.pb.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

namespace v1 = ops::v1;

// A page of the quarantine: more than that is "at least so many".
constexpr int kQuarantinePage = 100;

enum class Severity {
  kNote,   // Nobody has to do anything.
  kFault,  // Somebody has to.
};

struct Finding {
  Severity severity = Severity::kNote;
  std::string subject;  // A unit, or a topic.
  std::string what;     // With what to do about it.
};

class Findings {
 public:
  void Note(std::string subject, std::string what) {
    findings_.push_back({Severity::kNote, std::move(subject), std::move(what)});
  }
  void Fault(std::string subject, std::string what) {
    findings_.push_back({Severity::kFault, std::move(subject), std::move(what)});
    ++faults_;
  }

  size_t faults() const { return faults_; }
  void Print(Output output) const;

 private:
  static const char* Word(Severity severity) {
    return severity == Severity::kFault ? "FAULT" : "note";
  }

  std::vector<Finding> findings_;
  size_t faults_ = 0;
};

void Findings::Print(Output output) const {
  if (output == Output::kJson) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Finding& finding : findings_) {
      list.push_back({{"severity", Word(finding.severity)},
                      {"subject", finding.subject},
                      {"what", finding.what}});
    }
    std::cout << nlohmann::ordered_json({{"faults", faults_}, {"findings", list}}).dump(2) << '\n';
    return;
  }
  Table table({"", "OF", "WHAT"});
  for (const Finding& finding : findings_) {
    table.Add({Word(finding.severity), finding.subject, finding.what});
  }
  std::cout << table.Take();
}

std::string NameOf(const v1::Unit& unit) {
  return unit.unit_kind() + "/" + std::to_string(unit.partition());
}

std::string Count(uint64_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

int64_t BehindBy(const v1::UnitPositions& unit) {
  int64_t behind = 0;
  for (const v1::FoldedPosition& position : unit.positions()) {
    if (position.has_end_offset()) behind += position.end_offset() - position.next_offset();
  }
  return behind;
}

void LookAtState(const v1::UnitPositions& unit, Findings& findings) {
  const std::string name = NameOf(unit.unit());
  if (!unit.halted().empty()) {
    return findings.Fault(name, "halted, its partition is not served here: " + unit.halted());
  }
  if (unit.settings_overdue()) {
    return findings.Fault(name, "waits for settings up to number " +
                                    std::to_string(unit.awaited_settings()) +
                                    ", which setting/0 has not folded: look at that one");
  }
  if (unit.awaits_word()) {
    return findings.Fault(name,
                          "is new beside its log and waits for an operator's word: "
                          "'docketctl --roles operator projection begin " +
                              unit.unit().unit_kind() + " --from beginning' or '--from end'");
  }
  const std::string behind = Count(static_cast<uint64_t>(BehindBy(unit)), "record");
  if (unit.serving()) return findings.Note(name, "serves, " + behind + " behind");
  if (!unit.owned()) {
    return findings.Note(name, "follows, for another instance owns it; " + behind + " behind");
  }
  findings.Fault(name, "owned here and not serving yet, " + behind +
                           " behind: wait until it has caught up, or look into its log");
}

void LookAtVerification(const v1::UnitPositions& unit, Findings& findings) {
  if (unit.found_wrong().empty()) return;
  findings.Fault(NameOf(unit.unit()),
                 "the last verification or rebuild found: " + unit.found_wrong());
}

void LookAtRecords(const v1::UnitPositions& unit, Findings& findings) {
  const std::string name = NameOf(unit.unit());
  const v1::RecordCounts& records = unit.records();
  if (records.duplicate() + records.stale() > 0) {
    findings.Note(name, Count(records.duplicate() + records.stale(), "commit") +
                            " ignored that were there already: sent again after a fault, or "
                            "replayed");
  }
  if (records.lost_race() > 0) {
    findings.Note(name, Count(records.lost_race(), "commit") +
                            " ignored that lost a race: two instances decided for a moment");
  }
  if (records.foreign_prev() > 0) {
    findings.Fault(name, Count(records.foreign_prev(), "commit") +
                             " ignored that no Docket has written, for the version before is "
                             "another: find who else writes to the events topic and take that "
                             "right away");
  }
}

void LookAtQuarantine(const v1::ListQuarantineResponse& page, Findings& findings) {
  if (page.records().empty()) return;
  const auto count = static_cast<uint64_t>(page.records_size());
  const log::v1::QuarantinedRecord& first = page.records(0).record();
  findings.Fault("docket.quarantine.v1",
                 (page.next_page_token().empty() ? "" : "at least ") + Count(count, "record") +
                     " that count for nobody, the first of " + first.topic() + "/" +
                     std::to_string(first.partition()) + " offset " +
                     std::to_string(first.offset()) + ": " + first.reason() +
                     " (docketctl quarantine list shows all)");
}

void RunDoctor(Session& session) {
  const auto stub = v1::OpsService::NewStub(session.channel());
  Caller operator_of = session.caller();
  operator_of.roles = "operator";
  v1::ListPositionsResponse units;
  v1::ListQuarantineResponse quarantine;
  grpc::Status status = session.AskAs(operator_of, [&](grpc::ClientContext& context) {
    return stub->ListPositions(&context, {}, &units);
  });
  if (status.ok()) {
    status = session.AskAs(operator_of, [&](grpc::ClientContext& context) {
      v1::ListQuarantineRequest request;
      request.set_page_size(kQuarantinePage);
      return stub->ListQuarantine(&context, request, &quarantine);
    });
  }
  session.Finish(status);
  if (!status.ok()) return;
  Findings findings;
  for (const v1::UnitPositions& unit : units.units()) {
    LookAtState(unit, findings);
    LookAtVerification(unit, findings);
    LookAtRecords(unit, findings);
  }
  LookAtQuarantine(quarantine, findings);
  findings.Print(session.output());
  if (findings.faults() > 0) {
    session.Finish(FailedPrecondition(Count(findings.faults(), "fault") + " found"));
  }
}

}  // namespace

void AddDoctorCommand(CLI::App& app, Session& session) {
  app.add_subcommand("doctor",
                     "What an instance suffers from and what to do; the exit status says whether "
                     "somebody has to")
      ->callback([&session] { RunDoctor(session); });
}

}  // namespace docket::docketctl
