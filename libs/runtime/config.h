#pragma once

// The settings of a host program: each is declared once, with its type, its default and its help,
// and taken from a flag, else the environment, else the configuration file, else the default.
//
//   HostOptions options;
//   Config config("DOCKET");
//   config.AddText("address", options.address, "HOST:PORT to serve gRPC at");
//   config.AddNumber("partitions", options.partitions, 1, 256, "partitions of each topic");
//   ...
//   for (const Config::Setting& setting : config.settings()) {
//     app.add_option("--" + setting.name, flags[setting.name], setting.help);
//   }
//   DOCKET_RETURN_IF_ERROR(config.Load(file, &SystemEnvironment, flags));
//
// A program parses its command line itself and hands over the texts, so that all four sources are
// read by the same rules. For one thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/status.h"

namespace docket::runtime {

// The value of an environment variable, empty if there is none.
using Environment = std::function<std::string(const std::string& name)>;
std::string SystemEnvironment(const std::string& name);

class Config {
 public:
  // Sets what a setting is for from `text`, or says what to give instead.
  using Parser = std::function<absl::Status(std::string_view text)>;
  struct Setting {
    // "log-level": the flag is --log-level, the variable DOCKET_LOG_LEVEL, the key log-level.
    std::string name;
    std::string help;
    std::string default_text;
    Parser parse;
  };

  // `prefix` begins the names of environment variables.
  explicit Config(std::string_view prefix) : prefix_(prefix) {}

  // Declares a setting. `value` holds the default, takes what Load finds and outlives this.
  void AddText(std::string_view name, std::string& value, std::string_view help);
  // `true` or `false`.
  void AddSwitch(std::string_view name, bool& value, std::string_view help);
  // A whole number from `min` to `max`.
  void AddNumber(std::string_view name, int32_t& value, int32_t min, int32_t max,
                 std::string_view help);
  // A whole number with its unit: 250ms, 10s, 5m or 2h.
  void AddDuration(std::string_view name, std::chrono::milliseconds& value, std::string_view help);
  // One of the named values.
  template <typename Value>
  void AddChoice(std::string_view name, Value& value,
                 std::vector<std::pair<std::string, Value>> choices, std::string_view help);

  const std::vector<Setting>& settings() const { return settings_; }
  // The environment variable of `setting`.
  std::string VariableOf(const Setting& setting) const;

  // Reads `file` (YAML: one key per setting; none if empty), then the environment, then `flags`
  // (texts by setting); what is empty counts as not given. Whatever was wrong in any of them is
  // INVALID_ARGUMENT, which names the place and what to give; values may then have changed.
  absl::Status Load(const std::string& file, const Environment& environment,
                    const std::map<std::string, std::string>& flags);

 private:
  void Add(std::string_view name, std::string_view help, std::string default_text, Parser parse);
  const Setting* Find(std::string_view name) const;
  absl::Status LoadFile(const std::string& file);

  const std::string prefix_;
  std::vector<Setting> settings_;
};

template <typename Value>
void Config::AddChoice(std::string_view name, Value& value,
                       std::vector<std::pair<std::string, Value>> choices, std::string_view help) {
  std::string names;
  std::string default_text;
  for (const auto& [choice, chosen] : choices) {
    names += (names.empty() ? "" : ", ") + choice;
    if (chosen == value) default_text = choice;
  }
  const std::string full_help = std::string(help) + ": " + names;
  Add(name, full_help, default_text,
      [&value, names, choices = std::move(choices)](std::string_view text) {
        for (const auto& [choice, chosen] : choices) {
          if (choice != text) continue;
          value = chosen;
          return absl::OkStatus();
        }
        return InvalidArgument("give one of " + names);
      });
}

}  // namespace docket::runtime
