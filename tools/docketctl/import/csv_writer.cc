#include "tools/docketctl/import/csv_writer.h"

namespace docket::docketctl {
namespace {

void AppendField(std::string_view field, char delimiter, std::string& out) {
  const bool plain = field.find_first_of("\"\r\n") == std::string_view::npos &&
                     field.find(delimiter) == std::string_view::npos;
  if (plain) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

}  // namespace

void AppendCsvRow(const std::vector<std::string>& fields, char delimiter, std::string& out) {
  for (const std::string& field : fields) {
    if (&field != &fields.front()) out += delimiter;
    AppendField(field, delimiter, out);
  }
  out += "\r\n";
}

}  // namespace docket::docketctl
