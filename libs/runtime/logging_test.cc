#include "libs/runtime/logging.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

namespace docket::runtime {
namespace {

const Time kNoon = *ParseTime("2026-03-01T12:00:00.007Z");

std::string Json(std::string_view message) {
  return FormatLogLine(LogForm::kJson, kNoon, "info", message);
}
std::string Text(std::string_view message) {
  return FormatLogLine(LogForm::kText, kNoon, "info", message);
}

TEST(LogLine, IsJsonForMachines) {
  EXPECT_EQ(Json("ticket \"TK\\1\" 工单"),
            "{\"time\":\"2026-03-01T12:00:00.007Z\",\"level\":\"info\","
            "\"message\":\"ticket \\\"TK\\\\1\\\" 工单\"}\n");
}

TEST(LogLine, IsTextForPeople) {
  EXPECT_EQ(Text("say \"hi\" 🎉"), "2026-03-01T12:00:00.007Z info    say \"hi\" 🎉\n");
}

TEST(LogLine, IsOneLineWhateverItQuotes) {
  std::string everything;
  for (int c = 0; c < 256; ++c) everything += static_cast<char>(c);
  everything += "\u0085\u2028\u2029";
  for (const std::string& line : {Json(everything), Text(everything)}) {
    EXPECT_EQ(std::ranges::count(line, '\n'), 1);
    EXPECT_EQ(std::ranges::count_if(line, [](char c) { return c >= 0 && c < 0x20; }), 1);
    EXPECT_EQ(line.find("\u0085"), line.npos);
    EXPECT_EQ(line.find("\u2028"), line.npos);
  }
}

TEST(LogLine, ShowsWhatWouldHide) {
  EXPECT_NE(Json("a\u202Eb\u0007").find("a\\u202eb\\u0007"), std::string::npos);
  EXPECT_NE(Text("a\u2066b\x1B[2J\n").find("a\\u2066b\\u001b[2J\\n"), std::string::npos);
  EXPECT_NE(Json("bad \xFF end").find("bad \uFFFD end"), std::string::npos);
}

TEST(LoggingDeathTest, WritesRecordsToStderrFromItsLevelOn) {
  const auto log = [] {
    SetUpLogging({.level = LogLevel::kWarning, .form = LogForm::kJson});
    spdlog::info("quiet");
    spdlog::warn("loud {}", 7);
    std::exit(0);
  };
  EXPECT_EXIT(log(), ::testing::ExitedWithCode(0),
              "^\\{\"time\":\"[^\"]+Z\",\"level\":\"warning\",\"message\":\"loud 7\"\\}\n$");
}

TEST(Logging, IsASettingOfEachProgram) {
  LogOptions options;
  Config config("DOCKET");
  AddLogSettings(config, options);
  const auto nothing = [](const std::string&) { return std::string(); };
  ASSERT_TRUE(config.Load("", nothing, {{"log-level", "debug"}, {"log-form", "text"}}).ok());
  EXPECT_EQ(options.level, LogLevel::kDebug);
  EXPECT_EQ(options.form, LogForm::kText);
}

}  // namespace
}  // namespace docket::runtime
