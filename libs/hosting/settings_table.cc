#include "libs/hosting/settings_table.h"

#include <string_view>

namespace docket::hosting {
namespace {

std::string Code(std::string_view text) {
  return text.empty() ? "" : '`' + std::string(text) + '`';
}

// A cell ends at a bar that is not escaped.
std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  return cell;
}

}  // namespace

std::string SettingsTable(const runtime::Config& config) {
  std::string table =
      "| flag | environment | key in --config | default | meaning |\n"
      "| --- | --- | --- | --- | --- |\n";
  for (const runtime::Config::Setting& setting : config.settings()) {
    table += "| " + Code("--" + setting.name) + " | " + Code(config.VariableOf(setting)) + " | " +
             Code(setting.name) + " | " + Cell(Code(setting.default_text)) + " | " +
             Cell(setting.help) + " |\n";
  }
  return table;
}

}  // namespace docket::hosting
