#pragma once

// O2: an answer means what it says. OK is one accepted commit that is in the log when it is said;
// a rejection, ABORTED or RESOURCE_EXHAUSTED is none of this attempt, now or later; UNAVAILABLE is
// none or one. Equal retries get equal answers, no command is done twice, and whoever reads where
// it was answered finds written what the answer speaks of.

#include <map>
#include <set>
#include <string>
#include <utility>

#include "tests/simulation/oracle.h"

namespace docket::simulation {

class AnswerOracle final : public Oracle {
 public:
  explicit AnswerOracle(const Evidence& evidence) : Oracle("O2", evidence) {}

  void OnLanded(const Landed& landed) override;
  void OnWritten(const UnitRows& rows) override;
  void OnOpened(const UnitRows& rows) override { OnWritten(rows); }
  void OnCleared(const UnitRows& rows) override { OnWritten(rows); }
  void OnAnswered(const Call& call) override;

 private:
  void OnCommand(const Landed& landed, Kind kind);
  void OnAccepted(const CommitHeader& header);
  void CheckOk(const Call& call);
  void CheckToken(const Call& call);
  void CheckWritten(const Call& call);
  void CheckUnwritten(const Call& call);
  void CheckRejection(const Call& call);
  const ReferencePartition& EventsOf(const Call& call) const;
  // Whether the call was for another umbrella than `id`, and rightly came to it.
  bool CameTo(const Call& call, const std::string& id) const;
  bool WasScrapped(const Call& call) const;
  // The version that a command made; null if it has no accepted commit.
  const Accepted* DoneBy(const Call& call) const;
  void Fail(const Call& call, const std::string& why) const;

  // Per aggregate and command id, the version that it made.
  std::map<std::pair<std::string, std::string>, uint64_t> done_;
  // What calls have done, whichever umbrella did it.
  std::set<std::string> done_by_calls_;
  // Per aggregate and cause, likewise.
  std::map<std::pair<std::string, std::string>, uint64_t> reacted_;
  // Per reaction, the command id that its copies carry; all ids that were ever sent.
  std::map<std::string, std::string> ids_of_reactions_;
  std::set<std::string> sent_ids_;
  // How far the events of each desk are folded and written.
  std::map<UnitName, log::Offset> written_;
};

}  // namespace docket::simulation
