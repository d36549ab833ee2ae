#include "tests/simulation/quarantine_oracle.h"

namespace docket::simulation {
namespace {

bool IsUnreadable(const Landed& landed) {
  if (landed.judged != nullptr) return landed.judged->judgement == Judgement::kUnreadable;
  const std::optional<Kind> commanded = CommandsKindOf(landed.place.topic);
  return commanded.has_value() && !ReadCommandText(*commanded, landed.record.value).has_value();
}

// The command id of a wish to lend; none if it is anything else.
std::optional<std::string> WishOf(const Landed& landed) {
  if (CommandsKindOf(landed.place.topic) != Kind::kUmbrella) return std::nullopt;
  const std::optional<CommandText> text = ReadCommandText(Kind::kUmbrella, landed.record.value);
  const auto& command = static_cast<const toy::v1::UmbrellaCommand&>(*text->command);
  return command.has_lend() ? std::optional(text->header.command_id()) : std::nullopt;
}

std::string Place(const log::TopicPartition& place, log::Offset offset) {
  return ToText(place) + " offset " + std::to_string(offset);
}

}  // namespace

void QuarantineOracle::OnLanded(const Landed& landed) {
  if (landed.place.topic == log::kQuarantineTopic) {
    OnCopy(landed.record);
  } else if (IsUnreadable(landed)) {
    kept_[landed.place][landed.offset].record = landed.record;
  } else if (const std::optional<std::string> wish = WishOf(landed)) {
    kept_[landed.place][landed.offset] = {landed.record, *wish};
  } else if (landed.judged != nullptr && landed.judged->judgement == Judgement::kAccepted) {
    done_.insert(landed.judged->header.command_id());
  }
}

void QuarantineOracle::OnCopy(const log::Record& record) {
  log::v1::QuarantinedRecord copy;
  if (!copy.ParseFromString(record.value)) return Fail("a copy in quarantine cannot be read");
  const log::TopicPartition origin{copy.topic(), copy.partition()};
  auto& records = kept_[origin];
  const auto found = records.find(copy.offset());
  if (found == records.end()) {
    return Fail("in quarantine is a copy of " + Place(origin, copy.offset()) +
                ", where nothing stands that is to be kept");
  }
  const log::Record& original = found->second.record;
  if (copy.key() != original.key || copy.value() != original.value ||
      copy.value_size() != original.value.size() || copy.reason().empty()) {
    return Fail("the copy of " + Place(origin, copy.offset()) + " in quarantine is another");
  }
  found->second.copied = true;
}

void QuarantineOracle::OnWritten(const UnitRows& rows) {
  for (const std::string_view what : {"events", "commands"}) {
    const std::string topic =
        "docket." + std::string(NameOf(rows.unit().kind)) + "." + std::string(what) + ".v1";
    CheckPassed({topic, rows.unit().partition}, rows.Next(topic), ToText(rows.unit()));
  }
}

void QuarantineOracle::OnKept(const log::TopicPartition& place, log::Offset next) {
  CheckPassed(place, next, "the position that the log keeps");
}

void QuarantineOracle::CheckPassed(const log::TopicPartition& place, log::Offset next,
                                   const std::string& who) {
  for (const auto& [offset, kept] : kept_[place]) {
    if (offset >= next) return;
    if (kept.copied || done_.contains(kept.command_id)) continue;
    return Fail(who + " has passed what " +
                (kept.command_id.empty() ? "cannot be read" : "was refused") + " at " +
                Place(place, offset) + ", of which no copy is in quarantine");
  }
}

}  // namespace docket::simulation
