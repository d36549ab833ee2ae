#include "tests/simulation/oracle.h"

#include <algorithm>

#include "libs/base/big_endian.h"
#include "libs/base/check.h"
#include "tests/simulation/answer_oracle.h"
#include "tests/simulation/log_oracle.h"
#include "tests/simulation/progress_oracle.h"
#include "tests/simulation/quarantine_oracle.h"
#include "tests/simulation/read_oracle.h"
#include "tests/simulation/row_oracle.h"
#include "tests/simulation/terms_oracle.h"
#include "tests/simulation/timer_oracle.h"

namespace docket::simulation {

std::string ToText(const UnitName& unit) {
  return std::string(unit.kind == Kind::kUmbrella ? "desk/" : "ledger/") +
         std::to_string(unit.partition) + " of " + static_cast<char>('a' + unit.process);
}

std::optional<std::string> UnitRows::Get(std::string_view table, std::string_view key) const {
  absl::StatusOr<std::optional<std::string>> value = view_.Get(IndexOf(table), key);
  DOCKET_CHECK(value.ok());
  return *std::move(value);
}

std::map<std::string, std::string> UnitRows::All(std::string_view table) const {
  std::map<std::string, std::string> rows;
  const auto add = [&rows](std::string_view key, std::string_view value) {
    rows.emplace_hint(rows.end(), key, value);
    return true;
  };
  DOCKET_CHECK(view_.Scan(IndexOf(table), {}, add).ok());
  return rows;
}

std::optional<std::string> UnitRows::FirstKey(std::string_view table) const {
  std::optional<std::string> first;
  const auto take = [&first](std::string_view key, std::string_view) {
    first = key;
    return false;
  };
  DOCKET_CHECK(view_.Scan(IndexOf(table), {}, take).ok());
  return first;
}

log::Offset UnitRows::Next(std::string_view topic) const {
  const std::string input = std::string(topic) + '/' + std::to_string(unit_.partition);
  const std::optional<std::string> row = Get("positions", input);
  return row.has_value() ? static_cast<log::Offset>(GetU64(*row)) : 0;
}

store::TableIndex UnitRows::IndexOf(std::string_view table) const {
  const auto found = std::ranges::find(tables_, table);
  DOCKET_CHECK(found != tables_.end());
  return static_cast<store::TableIndex>(found - tables_.begin());
}

std::vector<std::unique_ptr<Oracle>> MakeOracles(std::string_view names, const Evidence& evidence) {
  std::vector<std::unique_ptr<Oracle>> oracles;
  oracles.push_back(std::make_unique<RowOracle>(evidence));
  oracles.push_back(std::make_unique<AnswerOracle>(evidence));
  oracles.push_back(std::make_unique<LogOracle>(evidence));
  oracles.push_back(std::make_unique<TimerOracle>(evidence));
  oracles.push_back(std::make_unique<TermsOracle>(evidence));
  oracles.push_back(std::make_unique<ProgressOracle>(evidence));
  oracles.push_back(std::make_unique<QuarantineOracle>(evidence));
  oracles.push_back(std::make_unique<ReadOracle>(evidence));
  if (names.empty()) return oracles;
  const std::string listed = ',' + std::string(names) + ',';
  std::erase_if(oracles, [&listed](const std::unique_ptr<Oracle>& oracle) {
    return listed.find(',' + std::string(oracle->name()) + ',') == std::string::npos;
  });
  return oracles;
}

}  // namespace docket::simulation
