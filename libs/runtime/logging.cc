#include "libs/runtime/logging.h"

#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "libs/base/text.h"

namespace docket::runtime {
namespace {

// A character and how many bytes it takes.
struct Character {
  char32_t code = 0;
  size_t size = 1;
};

// The character at the start of `text`, which is UTF-8 and not empty.
Character FirstOf(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<char32_t>(static_cast<uint8_t>(text[i])); };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t code = lead & (0x7Fu >> size);
  for (size_t i = 1; i < size; ++i) code = code << 6 | (byte(i) & 0x3F);
  return {code, size};
}

// Whether a terminal or an editor does something with `c` instead of showing it.
bool IsInvisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) ||  // Control.
         c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) ||  // Direction.
         c == 0x2028 || c == 0x2029 ||    // Line ends.
         c == 0xFEFF || c == 0x200B;      // Nothing at all.
}

// `text` as it may stand between the quotes of JSON, or on a line of text.
std::string Escape(std::string_view text, bool json) {
  const std::string utf8 = ToUtf8(text);
  std::string out;
  for (std::string_view rest = utf8; !rest.empty();) {
    const Character c = FirstOf(rest);
    if (c.code == '\n') {
      out += "\\n";
    } else if (json && (c.code == '"' || c.code == '\\')) {
      out += '\\';
      out += static_cast<char>(c.code);
    } else if (IsInvisible(c.code)) {
      out += fmt::format("\\u{:04x}", static_cast<uint32_t>(c.code));
    } else {
      out += rest.substr(0, c.size);
    }
    rest.remove_prefix(c.size);
  }
  return out;
}

std::string_view NameOf(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::trace:
    case spdlog::level::debug: return "debug";
    case spdlog::level::warn: return "warning";
    case spdlog::level::err:
    case spdlog::level::critical: return "error";
    default: return "info";
  }
}

spdlog::level::level_enum LevelOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug: return spdlog::level::debug;
    case LogLevel::kWarning: return spdlog::level::warn;
    case LogLevel::kError: return spdlog::level::err;
    case LogLevel::kInfo: break;
  }
  return spdlog::level::info;
}

class LineFormatter final : public spdlog::formatter {
 public:
  explicit LineFormatter(LogForm form) : form_(form) {}

  void format(const spdlog::details::log_msg& msg, spdlog::memory_buf_t& dest) override {
    const std::string line =
        FormatLogLine(form_, std::chrono::floor<std::chrono::milliseconds>(msg.time),
                      NameOf(msg.level), std::string_view(msg.payload.data(), msg.payload.size()));
    dest.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>(form_);
  }

 private:
  const LogForm form_;
};

}  // namespace

void AddLogSettings(Config& config, LogOptions& options) {
  config.AddChoice<LogLevel>("log-level", options.level,
                             {{"debug", LogLevel::kDebug},
                              {"info", LogLevel::kInfo},
                              {"warning", LogLevel::kWarning},
                              {"error", LogLevel::kError}},
                             "what is logged, and above");
  config.AddChoice<LogForm>(
      "log-form", options.form,
      {{"auto", LogForm::kAuto}, {"text", LogForm::kText}, {"json", LogForm::kJson}},
      "how it is logged, auto being text on a terminal");
}

void SetUpLogging(const LogOptions& options) {
  LogForm form = options.form;
  if (form == LogForm::kAuto) form = isatty(STDERR_FILENO) == 1 ? LogForm::kText : LogForm::kJson;
  auto logger =
      std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<LineFormatter>(form));
  logger->set_level(LevelOf(options.level));
  spdlog::set_default_logger(std::move(logger));
}

void Log(LogLevel level, std::string_view message) { spdlog::log(LevelOf(level), message); }

std::string FormatLogLine(LogForm form, Time time, std::string_view level,
                          std::string_view message) {
  if (form == LogForm::kJson) {
    return fmt::format("{{\"time\":\"{}\",\"level\":\"{}\",\"message\":\"{}\"}}\n",
                       FormatTime(time), level, Escape(message, true));
  }
  return fmt::format("{} {:7} {}\n", FormatTime(time), level, Escape(message, false));
}

}  // namespace docket::runtime
