#include "tools/docketctl/projection_commands.h"

#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "docket/ops/v1/ops_service.grpc.pb.h"
#include "libs/base/digest.h"
#include "tools/docketctl/options.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

namespace v1 = ops::v1;
using Columns = std::vector<std::pair<std::string, std::string>>;

std::string UnitText(const v1::Unit& unit) {
  return unit.unit_kind() + "/" + std::to_string(unit.partition());
}

void TellProgress(const v1::Progress& progress) {
  std::cerr << UnitText(progress.unit()) << ": " << progress.done();
  if (progress.total() > 0) std::cerr << " of " << progress.total();
  std::cerr << '\n';
}

// What a stream told, but for its progress, as it is shown at the end.
struct Told {
  Columns columns;
  nlohmann::ordered_json json;  // Lists by the names of the messages' fields.

  // Notes what `message` tells beside its progress, under the name of the field that is set.
  void Add(const google::protobuf::Message& message) {
    const nlohmann::ordered_json parsed = nlohmann::ordered_json::parse(ToJson(message));
    for (const auto& [name, value] : parsed.items()) json[name].push_back(value);
  }
  void Print(const Session& session) const {
    if (session.output() == Output::kJson) {
      std::cout << json.dump(2) << '\n';
    } else {
      std::cout << ToColumns(columns);
    }
  }
};

template <typename Request, typename Response>
using StreamRpc = std::unique_ptr<grpc::ClientReader<Response>> (v1::OpsService::Stub::*)(
    grpc::ClientContext*, const Request&);

// Asks `rpc` and reads its stream to its end; `show` adds a message's columns.
template <typename Request, typename Response>
void ReadStream(Session& session, StreamRpc<Request, Response> rpc, const Request& request,
                const std::function<void(const Response&, Columns&)>& show) {
  const auto stub = v1::OpsService::NewStub(session.channel());
  Told told;
  const grpc::Status status = session.AskStream([&](grpc::ClientContext& context, bool& any) {
    const auto stream = ((*stub).*rpc)(&context, request);
    Response response;
    while (stream->Read(&response)) {
      any = true;
      if (response.has_progress()) {
        TellProgress(response.progress());
        continue;
      }
      told.Add(response);
      show(response, told.columns);
    }
    return stream->Finish();
  });
  told.Print(session);
  session.Finish(status);
}

std::string DigestText(const std::string& full, const std::string& content) {
  return "full " + full + (content.empty() ? "" : "  content " + content);
}

void ShowDigest(const v1::DigestProjectionResponse& response, Columns& columns) {
  if (response.has_unit()) {
    const v1::UnitDigest& unit = response.unit();
    columns.emplace_back(UnitText(unit.unit()), DigestText(unit.full(), unit.content()));
    return;
  }
  const v1::KindDigest& sum = response.sum();
  for (const v1::TableDigest& table : sum.tables()) {
    columns.emplace_back(
        sum.unit_kind() + " " + table.table(),
        DigestText(table.full(), table.content()) + "  rows " + std::to_string(table.rows()));
  }
  columns.emplace_back(sum.unit_kind(), DigestText(sum.full(), sum.content()));
}

bool IsEqual(const v1::UnitVerdict& verdict) {
  return verdict.faults().empty() && verdict.foreign_positions().empty() &&
         verdict.differences().empty();
}

// Keys are ids with bytes between them, so only what is plain text is shown as such.
std::string KeyText(const std::string& key) {
  const bool plain = key.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:@/") ==
                     std::string::npos;
  return plain ? key : "0x" + Hex(key);
}

std::string DifferenceText(const v1::TableDifference& difference) {
  std::string text = difference.table() + " differs: " + std::to_string(difference.live().rows()) +
                     " rows, afresh " + std::to_string(difference.fresh().rows()) +
                     "; first at key " + KeyText(difference.first_key());
  if (!difference.in_fresh()) return text + ", which should not be there";
  if (!difference.in_live()) return text + ", which is missing";
  return text + ", whose value is another";
}

void ShowVerdict(const v1::VerifyProjectionResponse& response, Columns& columns) {
  const v1::UnitVerdict& verdict = response.verdict();
  const std::string unit = UnitText(verdict.unit());
  if (IsEqual(verdict)) {
    columns.emplace_back(unit, "equal after " + std::to_string(verdict.records()) + " records");
  }
  for (const std::string& fault : verdict.faults()) columns.emplace_back(unit, fault);
  for (const std::string& foreign : verdict.foreign_positions()) {
    columns.emplace_back(unit, foreign);
  }
  for (const v1::TableDifference& difference : verdict.differences()) {
    columns.emplace_back(unit, DifferenceText(difference));
  }
}

void RunDigest(Session& session, const v1::UnitSelector& units) {
  v1::DigestProjectionRequest request;
  *request.mutable_units() = units;
  ReadStream<v1::DigestProjectionRequest, v1::DigestProjectionResponse>(
      session, &v1::OpsService::Stub::DigestProjection, request, &ShowDigest);
}

void RunVerify(Session& session, const v1::UnitSelector& units) {
  v1::VerifyProjectionRequest request;
  *request.mutable_units() = units;
  bool equal = true;
  bool compared = true;
  ReadStream<v1::VerifyProjectionRequest, v1::VerifyProjectionResponse>(
      session, &v1::OpsService::Stub::VerifyProjection, request,
      [&](const v1::VerifyProjectionResponse& response, Columns& columns) {
        equal &= IsEqual(response.verdict());
        compared &= response.verdict().faults().empty();
        ShowVerdict(response, columns);
      });
  if (equal) return;
  if (!compared) {
    return session.Finish(DataLoss(
        "some projections cannot be compared with their log, see above: what is said of each has "
        "to be mended first"));
  }
  session.Finish(DataLoss(
      "some projections are not what their log says, see above: 'docketctl projection rebuild' "
      "builds them anew, but first find out who wrote them"));
}

void RunRebuild(Session& session, const v1::UnitSelector& units) {
  v1::RebuildProjectionRequest request;
  *request.mutable_units() = units;
  ReadStream<v1::RebuildProjectionRequest, v1::RebuildProjectionResponse>(
      session, &v1::OpsService::Stub::RebuildProjection, request,
      [](const v1::RebuildProjectionResponse& response, Columns& columns) {
        columns.emplace_back(UnitText(response.rebuilt().unit()), "rebuilt, serves again");
      });
}

void ShowPositions(const v1::UnitPositions& unit, Columns& columns) {
  const std::string name = UnitText(unit.unit());
  columns.emplace_back(name, !unit.halted().empty() ? "halted: " + unit.halted()
                             : unit.awaits_word()   ? "waits for an operator's word"
                             : unit.serving()       ? "serving"
                                                    : "not serving yet");
  for (const v1::FoldedPosition& position : unit.positions()) {
    columns.emplace_back(
        name + " " + position.topic() + "/" + std::to_string(position.partition()),
        std::to_string(position.next_offset()) + " of " + std::to_string(position.end_offset()));
  }
}

void RunPositions(Session& session, const v1::UnitSelector& units) {
  v1::ListPositionsRequest request;
  *request.mutable_units() = units;
  v1::ListPositionsResponse response;
  const auto stub = v1::OpsService::NewStub(session.channel());
  const grpc::Status status = session.Ask([&](grpc::ClientContext& context) {
    return stub->ListPositions(&context, request, &response);
  });
  session.Finish(status);
  if (!status.ok()) return;
  Columns columns;
  for (const v1::UnitPositions& unit : response.units()) ShowPositions(unit, columns);
  std::cout << (session.output() == Output::kJson ? ToJson(response) : ToColumns(columns));
}

void RunBegin(Session& session, const v1::BeginReactionsRequest& request) {
  v1::BeginReactionsResponse response;
  const auto stub = v1::OpsService::NewStub(session.channel());
  const grpc::Status status = session.Ask([&](grpc::ClientContext& context) {
    return stub->BeginReactions(&context, request, &response);
  });
  session.Finish(status);
  if (!status.ok()) return;
  Columns columns;
  for (const v1::Unit& unit : response.begun()) columns.emplace_back(UnitText(unit), "begins");
  for (const v1::Unit& unit : response.left()) {
    columns.emplace_back(UnitText(unit), "as before: it reacts, or is not owned here");
  }
  std::cout << (session.output() == Output::kJson ? ToJson(response) : ToColumns(columns));
}

void RunListQuarantine(Session& session, const v1::ListQuarantineRequest& request) {
  v1::ListQuarantineResponse response;
  const auto stub = v1::OpsService::NewStub(session.channel());
  const grpc::Status status = session.Ask([&](grpc::ClientContext& context) {
    return stub->ListQuarantine(&context, request, &response);
  });
  session.Finish(status);
  if (!status.ok()) return;
  Columns columns;
  for (const v1::QuarantineEntry& entry : response.records()) {
    const log::v1::QuarantinedRecord& record = entry.record();
    columns.emplace_back(record.topic() + "/" + std::to_string(record.partition()) + " offset " +
                             std::to_string(record.offset()),
                         std::to_string(record.value_size()) + " bytes: " + record.reason());
  }
  columns.emplace_back("next page", response.next_page_token());
  std::cout << (session.output() == Output::kJson ? ToJson(response) : ToColumns(columns));
}

using RunOnUnits = std::function<void(Session&, const v1::UnitSelector&)>;

void AddOnUnits(CLI::App& app, Session& session, const std::string& name, const std::string& help,
                RunOnUnits run) {
  CLI::App* command = app.add_subcommand(name, help);
  auto units = std::make_shared<v1::UnitSelector>();
  command->add_option("--kind", *units->mutable_unit_kind(), "only units of this kind, e.g. intake")
      ->check(&CheckNotEmpty);
  command
      ->add_option_function<int32_t>(
          "--partition", [units](int32_t partition) { units->set_partition(partition); },
          "only this partition")
      ->check(CheckFrom(0, std::numeric_limits<int32_t>::max()));
  command->callback([&session, units, run = std::move(run)] { run(session, *units); });
}

void AddBegin(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "begin", "Say where a service begins to react that is new beside a log; ask each instance");
  auto request = std::make_shared<v1::BeginReactionsRequest>();
  command->add_option("kind", *request->mutable_unit_kind(), "its units' kind, e.g. routing")
      ->required();
  AddEnumOption<v1::ReactFrom>(
      *command, "--from", [request](v1::ReactFrom from) { request->set_from(from); },
      "to all history, or to what came since it was given its partitions")
      ->required();
  command->callback([&session, request] { RunBegin(session, *request); });
}

void AddQuarantine(CLI::App& app, Session& session) {
  CLI::App* quarantine =
      app.add_subcommand("quarantine", "Records that nobody could read (--roles operator)");
  quarantine->require_subcommand(1);
  CLI::App* list = quarantine->add_subcommand("list", "List them, oldest first");
  auto request = std::make_shared<v1::ListQuarantineRequest>();
  list->add_option_function<int32_t>(
          "--page-size", [request](int32_t size) { request->set_page_size(size); },
          "how many at most, up to 100 (50)")
      ->check(CheckFrom(1, 100));
  list->add_option("--page-token", *request->mutable_page_token(), "of the page before")
      ->check(&CheckNotEmpty);
  list->callback([&session, request] { RunListQuarantine(session, *request); });
}

}  // namespace

void AddProjectionCommands(CLI::App& app, Session& session) {
  CLI::App* projection =
      app.add_subcommand("projection", "Compare projections with their log (--roles operator)");
  projection->require_subcommand(1);
  AddOnUnits(*projection, session, "digest", "Digests of all rows, to compare two hosts",
             &RunDigest);
  AddOnUnits(*projection, session, "verify",
             "Fold the log afresh and compare; fails if a row differs", &RunVerify);
  AddOnUnits(*projection, session, "rebuild",
             "Read the log through, then clear rows and fold them again, meanwhile UNAVAILABLE",
             &RunRebuild);
  AddBegin(*projection, session);
  AddOnUnits(app, session, "positions", "How far units have folded (--roles operator)",
             &RunPositions);
  AddQuarantine(app, session);
}

}  // namespace docket::docketctl
