#include "tests/simulation/answer_oracle.h"

#include <algorithm>

#include "libs/base/proto_time.h"

namespace docket::simulation {
namespace {

std::string TextOf(const log::v1::Cause& cause) {
  return cause.topic() + '/' + std::to_string(cause.partition()) + ' ' + cause.aggregate_id() +
         " version " + std::to_string(cause.version());
}

bool SaysNone(const Outcome& outcome) {
  switch (outcome.word) {
    case Outcome::Word::kOk: return !outcome.wrote;
    case Outcome::Word::kUnavailable: return false;
    default: return true;
  }
}

}  // namespace

void AnswerOracle::OnLanded(const Landed& landed) {
  if (const std::optional<Kind> kind = CommandsKindOf(landed.place.topic)) {
    OnCommand(landed, *kind);
  } else if (landed.judged != nullptr && landed.judged->judgement == Judgement::kAccepted) {
    OnAccepted(landed.judged->header);
  }
}

// A reaction is sent any number of times, under one id.
void AnswerOracle::OnCommand(const Landed& landed, Kind kind) {
  const std::optional<CommandText> text = ReadCommandText(kind, landed.record.value);
  if (!text.has_value()) return;
  sent_ids_.insert(text->header.command_id());
  if (!text->header.has_cause()) return;
  const std::string reaction =
      TextOf(text->header.cause()) + landed.record.key + BytesOf(*text->command);
  const auto [known, fresh] = ids_of_reactions_.try_emplace(reaction, text->header.command_id());
  if (!fresh && known->second != text->header.command_id()) {
    Oracle::Fail("the reaction to " + TextOf(text->header.cause()) + " was sent under two ids");
  }
}

void AnswerOracle::OnAccepted(const CommitHeader& header) {
  const std::string& id = header.aggregate_id();
  const std::string name = "version " + std::to_string(header.version()) + " of " + id;
  if (!done_.try_emplace({id, header.command_id()}, header.version()).second) {
    return Oracle::Fail(name + " does a command for the second time");
  }
  if (header.has_cause() &&
      !reacted_.try_emplace({id, TextOf(header.cause())}, header.version()).second) {
    return Oracle::Fail(name + " is a second effect of " + TextOf(header.cause()));
  }
  const uint64_t number = NumberOf(header);
  if (number == 0) {
    if (!sent_ids_.contains(header.command_id())) Oracle::Fail(name + " does what nobody sent");
    return;
  }
  const Call& call = evidence_.history[number - 1];
  if (!done_by_calls_.insert(header.command_id()).second) {
    return Fail(call, "got " + name + " though another umbrella has done it");
  }
  if (header.command_id() != call.command_id.bytes()) {
    return Fail(call, "got " + name + " under another command id");
  }
  if (header.command_digest() != Digest::Of(call.content).bytes()) {
    return Fail(call, "got " + name + " with other content");
  }
  if (call.outcome.has_value() && SaysNone(*call.outcome)) {
    Fail(call, "was written as " + name + " afterwards");
  }
}

void AnswerOracle::OnAnswered(const Call& call) {
  if (SaysNone(*call.outcome)) {
    const Accepted* done = DoneBy(call);
    if (done != nullptr && NumberOf(done->header) == call.number) {
      return Fail(call, "was written before");
    }
  }
  switch (call.outcome->word) {
    case Outcome::Word::kOk: return CheckOk(call);
    case Outcome::Word::kRejected: return CheckRejection(call);
    case Outcome::Word::kUnavailable:
    case Outcome::Word::kAborted:
    case Outcome::Word::kExhausted: return;
    case Outcome::Word::kInvalid:
    case Outcome::Word::kOther: return Fail(call, "but its form was right");
  }
}

void AnswerOracle::OnWritten(const UnitRows& rows) {
  if (rows.unit().kind != Kind::kUmbrella) return;
  written_[rows.unit()] = rows.Next("docket.umbrella.events.v1");
}

void AnswerOracle::CheckOk(const Call& call) {
  CheckToken(call);
  call.outcome->wrote ? CheckWritten(call) : CheckUnwritten(call);
}

// A read with this token must find the written rows to be that far.
void AnswerOracle::CheckToken(const Call& call) {
  const int32_t partition = PartitionOf(call.aggregate_id, evidence_.partitions);
  const log::Offset written = written_[{call.process, Kind::kUmbrella, partition}];
  for (const auto& [place, folded] : call.outcome->folded) {
    if (folded.offset <= written) continue;
    return Fail(call, "but its token names what is folded up to " + std::to_string(folded.offset) +
                          " and written only up to " + std::to_string(written));
  }
}

void AnswerOracle::CheckWritten(const Call& call) {
  const Accepted* done = DoneBy(call);
  if (done == nullptr) return Fail(call, "but no accepted commit is in the log");
  const Outcome& outcome = *call.outcome;
  const std::string& id = done->header.aggregate_id();
  if (outcome.aggregate_id != id || (id != call.aggregate_id && !CameTo(call, id))) {
    return Fail(call, "but " + id + " has done it");
  }
  if (done->header.version() != outcome.version || FromProto(done->header.time()) != outcome.time ||
      done->bytes != outcome.commit) {
    return Fail(call, "but version " + std::to_string(done->header.version()) + " is its commit");
  }
  if (done->header.command_digest() != Digest::Of(call.content).bytes()) {
    return Fail(call, "but that commit has other content");
  }
  const auto folded = std::ranges::find_if(outcome.folded, [](const auto& entry) {
    return EventsKindOf(entry.first.topic).has_value();
  });
  if (folded == outcome.folded.end() || folded->second.offset <= done->offset) {
    Fail(call, "but its token lies before its commit");
  }
}

// Nothing was written because the state that it names leaves nothing to do.
void AnswerOracle::CheckUnwritten(const Call& call) {
  const std::string& id = call.outcome->aggregate_id;
  if (id != call.aggregate_id && !CameTo(call, id)) return Fail(call, "which is not its place");
  const Versions& versions = EventsOf(call).VersionsOf(id);
  const uint64_t version = call.outcome->version;
  if (version > versions.size()) return Fail(call, "but there is no such version");
  const Message& state = version == 0 ? *FreshState(Kind::kUmbrella) : *versions[version - 1].state;
  const Effect effect = EffectOf(Kind::kUmbrella, state, *call.command);
  if (effect == Effect::kNothing || (call.validate_only && effect == Effect::kChanges)) return;
  Fail(call, "but that state leaves something to do");
}

void AnswerOracle::CheckRejection(const Call& call) {
  const std::string& reason = call.outcome->reason;
  if (reason == "LENT") {
    const auto lent = [this, &call](const std::string& id) {
      const Versions& versions = EventsOf(call).VersionsOf(id);
      return std::ranges::any_of(versions, [&call](const Accepted& version) {
        return EffectOf(Kind::kUmbrella, *version.state, *call.command) == Effect::kRefused;
      });
    };
    const std::string next = SuccessorOf(call.aggregate_id);
    if (!lent(call.aggregate_id) && !(CameTo(call, next) && lent(next)))
      Fail(call, "but it was at the desk all the time");
  } else if (reason == "REQUEST_REUSED") {
    const Accepted* done = DoneBy(call);
    if (done == nullptr) return Fail(call, "but the request_id is new");
    if (done->header.command_digest() == Digest::Of(call.content).bytes()) {
      Fail(call, "but its content is the same");
    }
  } else if (reason != "VERSION_CONFLICT" || !call.expected_version.has_value()) {
    Fail(call, "which is no reason to refuse it");
  }
}

const ReferencePartition& AnswerOracle::EventsOf(const Call& call) const {
  return evidence_.reference.At(Kind::kUmbrella,
                                PartitionOf(call.aggregate_id, evidence_.partitions));
}

const Accepted* AnswerOracle::DoneBy(const Call& call) const {
  for (const std::string& id : {call.aggregate_id, SuccessorOf(call.aggregate_id)}) {
    const auto done = done_.find({id, std::string(call.command_id.bytes())});
    if (done != done_.end()) return &EventsOf(call).VersionsOf(id)[done->second - 1];
  }
  return nullptr;
}

bool AnswerOracle::WasScrapped(const Call& call) const {
  const Versions& versions = EventsOf(call).VersionsOf(call.aggregate_id);
  return !versions.empty() &&
         static_cast<const toy::v1::UmbrellaState&>(*versions.back().state).scrapped();
}

bool AnswerOracle::CameTo(const Call& call, const std::string& id) const {
  return id == SuccessorOf(call.aggregate_id) && WasScrapped(call);
}

void AnswerOracle::Fail(const Call& call, const std::string& why) const {
  Oracle::Fail(Describe(call) + (call.outcome ? ", answered " + Describe(*call.outcome) : "") +
               ", " + why);
}

}  // namespace docket::simulation
