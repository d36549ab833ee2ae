#pragma once

// What a document means by this machine's time zones: looked up once, when it is published, and
// kept with it, for nothing that decides or folds may look there.

#include <optional>

#include "docket/setting/v1/setting_events.pb.h"
#include "libs/base/fault.h"
#include "libs/base/status.h"
#include "libs/base/time.h"

namespace docket::intake {

// What is left to see once the document is compiled. Either there are faults, or the document is
// of a kind that is not compiled, or faulty by itself, or one of the two is there.
struct SettingCompilation {
  std::optional<setting::v1::CompiledCalendar> calendar;
  std::optional<setting::v1::CompiledZone> zone;
  // Beside those that setting::FaultsOf tells.
  Faults faults;
};

// Whether Compile would look at time zones, which may read files.
bool IsCompiled(const setting::v1::Document& document);

// `document` as published at `at`. FAILED_PRECONDITION if this machine's time zones do not serve.
// May read files, so it is not for a thread of gRPC.
absl::StatusOr<SettingCompilation> Compile(const setting::v1::Document& document, Time at);

}  // namespace docket::intake
