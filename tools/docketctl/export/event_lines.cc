#include "tools/docketctl/export/event_lines.h"

#include <string_view>

#include <google/protobuf/util/json_util.h>

#include "libs/base/proto_time.h"
#include "libs/base/time.h"
#include "tools/docketctl/import/csv_writer.h"
#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

using google::protobuf::Message;
using ticket::v1::TicketEvent;

// The arm that is set in `event`; null if this release does not know it.
const google::protobuf::FieldDescriptor* ArmOf(const TicketEvent& event) {
  return event.GetReflection()->GetOneofFieldDescriptor(event,
                                                        event.GetDescriptor()->oneof_decl(0));
}

// `message` on one line.
std::string InnerJson(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  // Can only fail for a Struct, a Timestamp out of range and the like, which no event takes.
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  return status.ok() ? json : "{}";
}

// One event with what its line shares with those of its commit.
struct Line {
  const log::v1::CommitHeader& header;
  int number;
  std::string_view kind;
  const Message& fields;
};

void AppendJson(const Line& line, std::string& out) {
  const log::v1::CommitHeader& header = line.header;
  out += "{\"ticket\":\"" + header.aggregate_id() + "\",\"version\":";
  out += std::to_string(header.version()) + ",\"event\":" + std::to_string(line.number);
  out += ",\"time\":\"" + FormatTime(FromProto(header.time())) + "\",\"kind\":\"";
  out.append(line.kind) += "\",\"actor\":" + InnerJson(header.actor());
  if (header.has_recorded()) out += ",\"recorded\":" + InnerJson(header.recorded());
  out += ",\"fields\":" + InnerJson(line.fields) + "}\n";
}

void AppendCsv(const Line& line, std::string& out) {
  const log::v1::CommitHeader& header = line.header;
  const log::v1::Recorded& recorded = header.recorded();
  const std::string row = header.has_recorded() ? std::to_string(recorded.row()) : "";
  AppendCsvRow(
      {header.aggregate_id(), std::to_string(header.version()), std::to_string(line.number),
       FormatTime(FromProto(header.time())), std::string(line.kind),
       EnumWord(header.actor().kind()), header.actor().id(), header.actor().on_behalf_of(),
       recorded.source(), recorded.case_(), row, InnerJson(line.fields)},
      ',', out);
}

}  // namespace

std::string HeadOf(ExportFormat format) {
  if (format == ExportFormat::kJsonl) return "";
  std::string head;
  AppendCsvRow({"ticket", "version", "event", "time", "kind", "actor_kind", "actor_id",
                "on_behalf_of", "source", "case", "row", "fields"},
               ',', head);
  return head;
}

absl::Status AppendLines(const ticket::v1::TicketCommit& commit, ExportFormat format,
                         std::string& out) {
  int number = 0;
  for (const TicketEvent& event : commit.events()) {
    const google::protobuf::FieldDescriptor* const arm = ArmOf(event);
    if (arm == nullptr) {
      return FailedPrecondition("version " + std::to_string(commit.header().version()) + " of " +
                                commit.header().aggregate_id() +
                                " has an event of a newer release: use its docketctl");
    }
    const Line line{commit.header(), ++number, arm->name(),
                    event.GetReflection()->GetMessage(event, arm)};
    if (format == ExportFormat::kJsonl) {
      AppendJson(line, out);
    } else {
      AppendCsv(line, out);
    }
  }
  return absl::OkStatus();
}

}  // namespace docket::docketctl
