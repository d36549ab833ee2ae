#pragma once

// What the program logs, through spdlog: to stderr, one record a line. As JSON for machines,
//
//   {"time":"2026-03-01T08:00:00.000Z","level":"info","message":"docket serves at 127.0.0.1:8443"}
//
// or as text for people. Whatever a message quotes, it stays on its line and shows as it is stored:
// control characters and those that turn the direction of text are escaped, and bytes that are not
// UTF-8 become U+FFFD.

#include <string>
#include <string_view>

#include "libs/base/time.h"
#include "libs/runtime/config.h"

namespace docket::runtime {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

enum class LogForm {
  // Text on a terminal, else JSON.
  kAuto,
  kText,
  kJson,
};

struct LogOptions {
  // Records below it are dropped.
  LogLevel level = LogLevel::kInfo;
  LogForm form = LogForm::kAuto;
};

// Declares log-level and log-form.
void AddLogSettings(Config& config, LogOptions& options);

// Makes spdlog's default logger what `options` say. Once, before other threads log.
void SetUpLogging(const LogOptions& options);

// A record of what a library of ours has to say. Any thread.
void Log(LogLevel level, std::string_view message);

// One record with its line end; `form` is not kAuto.
std::string FormatLogLine(LogForm form, Time time, std::string_view level,
                          std::string_view message);

}  // namespace docket::runtime
