#pragma once

// The settings of a process, as a test publishes them: each commit lands in a scripted log and is
// folded at once, as if by the process's setting unit.

#include <string>
#include <string_view>

#include "libs/eventing/folded_settings.h"
#include "libs/testing/given_when_then.h"
#include "libs/testing/scripted_event_log.h"

namespace docket::testing {

class ScriptedSettings {
 public:
  // `log` outlives this.
  explicit ScriptedSettings(ScriptedEventLog& log) : log_(log) { folded_.Follow(progress_); }

  eventing::FoldedSettings& folded() { return folded_; }

  // A document of acme's, a text proto, each time as if it were its first version.
  void Publish(std::string_view text,
               const std::source_location& where = std::source_location::current()) {
    setting::v1::SettingCommit commit;
    setting::v1::Document& document = *commit.add_events()->mutable_published()->mutable_document();
    ParseText(text, document, where);
    commit.mutable_header()->set_tenant("acme");
    commit.mutable_header()->set_aggregate_id(document.name());
    commit.mutable_header()->set_version(1);
    Add(commit);
  }
  void Add(const setting::v1::SettingCommit& commit) {
    log_.Land(eventing::FoldedSettings::Place(), {"a", "a setting commit", {}});
    folded_.Add(folded_.number() + 1, commit);
    progress_.SetWritten(0, static_cast<log::Offset>(folded_.number()));
  }

 private:
  ScriptedEventLog& log_;
  eventing::UnitProgress progress_{{eventing::FoldedSettings::Place()}};  // Of the setting unit.
  eventing::FoldedSettings folded_;
};

}  // namespace docket::testing
