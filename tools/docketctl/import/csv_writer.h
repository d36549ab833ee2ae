#pragma once

// Rows of CSV as RFC 4180 has them. Bytes are kept as they are.

#include <string>
#include <string_view>
#include <vector>

namespace docket::docketctl {

// Appends `fields` as one row with its line end, CR LF.
void AppendCsvRow(const std::vector<std::string>& fields, char delimiter, std::string& out);

}  // namespace docket::docketctl
