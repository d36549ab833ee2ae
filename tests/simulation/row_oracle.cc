#include "tests/simulation/row_oracle.h"

#include <chrono>

#include "libs/base/big_endian.h"
#include "libs/base/proto_time.h"

namespace docket::simulation {
namespace {

using Rows = std::map<std::pair<std::string, std::string>, std::string>;

std::string U64(uint64_t value) {
  std::string bytes;
  PutU64(bytes, value);
  return bytes;
}

uint64_t MillisOf(const google::protobuf::Timestamp& time) {
  return static_cast<uint64_t>(time.seconds() * 1000 + time.nanos() / 1'000'000);
}

// digest[16] version[8] time_ms[8] settings[8] tenant_size[2] tenant state
std::string AggregateRow(const Accepted& head, const std::string& tenant) {
  std::string row(head.digest.bytes());
  row +=
      U64(head.header.version()) + U64(MillisOf(head.header.time())) + U64(head.header.settings());
  PutU16(row, static_cast<uint16_t>(tenant.size()));
  return row + tenant + BytesOf(*head.state);
}

bool GivesTerms(const Message& commit) {
  for (const auto& event : static_cast<const toy::v1::UmbrellaCommit&>(commit).events()) {
    if (event.has_lent() || event.has_terms_changed()) return true;
  }
  return false;
}

// The terms of the open loan of `head`, which is one of `versions`: by the settings of the commit
// that gave them last.
std::string TermsOfLoan(const ReferenceSettings& settings, const Versions& versions,
                        const Accepted& head) {
  uint64_t number = 0;
  for (const Accepted& version : versions) {
    if (GivesTerms(*version.commit)) number = version.header.settings();
    if (&version == &head) break;
  }
  return settings.TermsAsOf(number, head.header.tenant());
}

// The desk's rows of one umbrella: an open loan, and its timer until it was reminded of.
void AddLoanRows(const ReferenceSettings& settings, const Versions& versions, const Accepted& head,
                 Rows& rows) {
  const auto& state = static_cast<const toy::v1::UmbrellaState&>(*head.state);
  if (state.borrower_id().empty()) return;
  const std::string& id = head.header.aggregate_id();
  toy::v1::LoanOut loan;
  loan.set_tenant(head.header.tenant());
  loan.set_loan(state.loans());
  loan.set_borrower_id(state.borrower_id());
  *loan.mutable_due_time() = state.due_time();
  loan.set_terms(TermsOfLoan(settings, versions, head));
  rows[{"loans_out", id}] = BytesOf(loan);
  rows[{"lent_by_borrower", state.borrower_id() + '\0' + id}] = U64(state.loans());
  if (state.reminded()) return;
  const uint64_t due = MillisOf(state.due_time()) ^ (uint64_t{1} << 63);
  rows[{"timers", U64(due) + '\0' + id + U64(state.loans())}] = "";
}

// What depends on the head alone.
Rows HeadRows(Kind kind, const ReferenceSettings& settings, const Versions& versions,
              const Accepted& head) {
  Rows rows;
  const std::string name(NameOf(kind));
  rows[{name, head.header.aggregate_id()}] = AggregateRow(head, versions[0].header.tenant());
  if (kind == Kind::kUmbrella) AddLoanRows(settings, versions, head, rows);
  return rows;
}

// What one commit leaves for ever.
void AddCommitRows(Kind kind, const Accepted& commit, Rows& rows) {
  const std::string name(NameOf(kind));
  const std::string key = commit.header.aggregate_id() + '\0';
  rows[{name + ".commits", key + U64(commit.header.version())}] = commit.bytes;
  rows[{name + ".done", key + commit.header.command_id()}] = U64(commit.header.version());
}

std::vector<std::string> TablesOf(Kind kind) {
  const std::string name(NameOf(kind));
  std::vector<std::string> tables = {name, name + ".commits", name + ".done", "timers"};
  if (kind == Kind::kUmbrella) tables.insert(tables.end(), {"loans_out", "lent_by_borrower"});
  return tables;
}

}  // namespace

void RowOracle::OnWritten(const UnitRows& rows) {
  const ReferencePartition& events = EventsOf(rows);
  const log::Offset next = NextOf(rows);
  log::Offset& seen = seen_[rows.unit()];
  const auto [begin, end] = events.Range(seen, next);
  for (size_t i = begin; i < end; ++i) {
    CheckTouched(rows, events.records()[i].aggregate_id, seen, next);
  }
  seen = next;
}

void RowOracle::OnOpened(const UnitRows& rows) {
  seen_[rows.unit()] = NextOf(rows);
  CheckAll(rows);
}

void RowOracle::AtQuiet(const std::vector<const UnitRows*>& units) {
  for (const UnitRows* rows : units) CheckAll(*rows);
}

// Rows that a state inside the window had, or the one it began with, and its end has not must be
// gone again; those of states before it were seen to go.
void RowOracle::CheckTouched(const UnitRows& rows, const std::string& aggregate_id,
                             log::Offset begin, log::Offset end) {
  const Kind kind = rows.unit().kind;
  const Versions& versions = EventsOf(rows).VersionsOf(aggregate_id);
  const Accepted* head = EventsOf(rows).HeadAt(aggregate_id, end);
  if (head == nullptr) return;
  const ReferenceSettings& settings = evidence_.reference.settings();
  Rows expected = HeadRows(kind, settings, versions, *head);
  const Accepted* const first = EventsOf(rows).HeadAt(aggregate_id, begin);
  for (const Accepted* version = first == nullptr ? &versions.front() : first; version <= head;
       ++version) {
    for (const auto& [row, value] : HeadRows(kind, settings, versions, *version)) {
      if (!expected.contains(row) && rows.Get(row.first, row.second).has_value()) {
        Fail(ToText(rows.unit()) + " keeps a row of " + row.first + " for " + aggregate_id +
             " that is over at " + std::to_string(end));
      }
    }
    if (version->offset >= begin) AddCommitRows(kind, *version, expected);
  }
  for (const auto& [row, value] : expected) {
    if (rows.Get(row.first, row.second) == value) continue;
    Fail(ToText(rows.unit()) + " lacks a row of " + row.first + " for " + aggregate_id +
         ", or has another, at " + std::to_string(end));
  }
}

void RowOracle::CheckAll(const UnitRows& rows) {
  const Kind kind = rows.unit().kind;
  const log::Offset next = NextOf(rows);
  const ReferenceSettings& settings = evidence_.reference.settings();
  Rows expected;
  for (const auto& [id, versions] : EventsOf(rows).aggregates()) {
    const Accepted* head = EventsOf(rows).HeadAt(id, next);
    if (head == nullptr) continue;
    expected.merge(HeadRows(kind, settings, versions, *head));
    for (const Accepted& version : versions) {
      if (version.offset < next) AddCommitRows(kind, version, expected);
    }
  }
  Rows found;
  for (const std::string& table : TablesOf(kind)) {
    for (auto& [key, value] : rows.All(table)) found[{table, key}] = value;
  }
  if (found == expected) return;
  Fail(ToText(rows.unit()) + " is not the fold of its log up to " + std::to_string(next) + ": " +
       std::to_string(found.size()) + " rows where " + std::to_string(expected.size()) +
       " are expected");
}

log::Offset RowOracle::NextOf(const UnitRows& rows) const {
  return rows.Next("docket." + std::string(NameOf(rows.unit().kind)) + ".events.v1");
}

const ReferencePartition& RowOracle::EventsOf(const UnitRows& rows) const {
  return evidence_.reference.At(rows.unit().kind, rows.unit().partition);
}

}  // namespace docket::simulation
