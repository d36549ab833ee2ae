#include "tools/docketctl/import/mapping.h"

#include <algorithm>
#include <array>
#include <memory>
#include <type_traits>

#include "tools/docketctl/import/mapping_parser.h"
#include "tools/docketctl/import/xz_input.h"
#include "tools/docketctl/yaml_section.h"

namespace docket::docketctl {
namespace {

template <typename Rule>
void AddColumns(std::optional<Rule>& rule, std::vector<Column*>& columns) {
  if constexpr (std::is_same_v<Rule, WordRule>) {
    if (rule && rule->column) columns.push_back(&*rule->column);
  } else if (rule) {
    for (Column& column : rule->columns) columns.push_back(&column);
  }
}

std::vector<Column*> ColumnsOf(Mapping& mapping) {
  std::vector<Column*> columns = {&mapping.case_id, &mapping.time, &mapping.requester.column};
  if (mapping.opened) columns.push_back(&*mapping.opened);
  for (SortRule& rule : mapping.sort) columns.push_back(&rule.column);
  for (Column& column : mapping.subject.columns) columns.push_back(&column);
  if (mapping.status.column) columns.push_back(&*mapping.status.column);
  AddColumns(mapping.channel, columns);
  AddColumns(mapping.kind, columns);
  AddColumns(mapping.priority, columns);
  AddColumns(mapping.category, columns);
  AddColumns(mapping.team, columns);
  AddColumns(mapping.assignee, columns);
  return columns;
}

}  // namespace

absl::StatusOr<Mapping> ParseMapping(std::string_view text, std::string_view file) {
  FaultList faults;
  Mapping mapping;
  try {
    mapping = ReadMapping(YAML::Load(std::string(text)), faults);
  } catch (const YAML::Exception& error) {
    faults.Add(error.mark.line + 1, error.msg);
  }
  DOCKET_RETURN_IF_ERROR(faults.ToStatus(file));
  mapping.file = file;
  return mapping;
}

absl::StatusOr<Mapping> LoadMapping(const std::filesystem::path& path) {
  DOCKET_ASSIGN_OR_RETURN(const std::unique_ptr<ByteInput> input, OpenInput(path));
  std::string text;
  std::array<char, 4096> chunk;
  while (true) {
    DOCKET_ASSIGN_OR_RETURN(const size_t size, input->Read(chunk));
    if (size == 0) return ParseMapping(text, path.string());
    text.append(chunk.data(), size);
  }
}

absl::Status BindColumns(Mapping& mapping, std::span<const std::string> header) {
  FaultList faults;
  for (Column* column : ColumnsOf(mapping)) {
    const auto found = std::find(header.begin(), header.end(), column->name);
    column->index = static_cast<size_t>(found - header.begin());
    if (found == header.end()) {
      faults.Add(column->line, "the data has no column '" + column->name + "'");
    } else if (std::find(found + 1, header.end(), column->name) != header.end()) {
      faults.Add(column->line, "the data has two columns '" + column->name + "'");
    }
  }
  return faults.ToStatus(mapping.file);
}

}  // namespace docket::docketctl
