#include "tools/docketctl/completion.h"

#include <algorithm>
#include <iostream>
#include <set>
#include <vector>

namespace docket::docketctl {
namespace {

// One command with all those above it.
struct Place {
  std::string path;  // "/ticket/list"; empty for the program.
  std::vector<const CLI::App*> apps;
};

void Walk(const Place& place, std::vector<Place>& places) {
  places.push_back(place);
  for (const CLI::App* below : place.apps.back()->get_subcommands({})) {
    Place next{place.path + "/" + below->get_name(), place.apps};
    next.apps.push_back(below);
    Walk(next, places);
  }
}

std::vector<const CLI::Option*> OptionsOf(const CLI::App& app) {
  std::vector<const CLI::Option*> options;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) options.push_back(option);
  }
  return options;
}

// The words of an option's value where its type lists them: "table|json". Else empty.
std::string ChoicesOf(const CLI::Option& option) {
  std::string choices = option.get_type_name();
  if (choices.find('|') == std::string::npos) return "";
  choices.resize(std::min(choices.find(':'), choices.size()));  // What checks add.
  std::ranges::replace(choices, '|', ' ');
  return choices;
}

// What may stand in `place`: its commands, the words of its arguments where they list them, its
// options, and those of the commands above.
std::string WordsAt(const Place& place) {
  std::string words;
  std::set<std::string> known;  // Every command has --help.
  const auto add = [&](const std::string& word) {
    if (known.insert(word).second) words += (words.empty() ? "" : " ") + word;
  };
  for (const CLI::App* below : place.apps.back()->get_subcommands({})) add(below->get_name());
  for (const CLI::Option* option : place.apps.back()->get_options()) {
    if (!option->get_positional()) continue;
    for (const std::string& word : CLI::detail::split(ChoicesOf(*option), ' ')) {
      if (!word.empty()) add(word);
    }
  }
  for (const CLI::App* app : place.apps) {
    for (const CLI::Option* option : OptionsOf(*app)) add("--" + option->get_lnames().front());
  }
  return words;
}

// The cases of what may follow an option that wants a value: its words, or files.
std::string ValueCases(const Place& place) {
  std::string cases;
  // The innermost first: bash takes the first case that fits, and an option of a command's own
  // stands before one of the same name above it.
  for (auto at = place.apps.rbegin(); at != place.apps.rend(); ++at) {
    for (const CLI::Option* option : OptionsOf(**at)) {
      if (option->get_items_expected_max() == 0) continue;  // A flag.
      const std::string choices = ChoicesOf(*option);
      cases += "    '" + place.path + " --" + option->get_lnames().front() + "') ";
      cases += choices.empty() ? "return ;;\n" : "words='" + choices + "' ;;\n";
    }
  }
  return cases;
}

}  // namespace

std::string BashCompletion(const CLI::App& app) {
  std::vector<Place> places;
  Walk({"", {&app}}, places);
  std::string paths;
  std::string words;
  std::string values;
  for (const Place& place : places) {
    if (!place.path.empty()) paths += (paths.empty() ? "" : "|") + place.path;
    words += "    '" + place.path + "') words='" + WordsAt(place) + "' ;;\n";
    values += ValueCases(place);
  }
  const std::string& name = app.get_name();
  return "# Completion of " + name + " for bash: source <(" + name + " completion bash)\n_" + name +
         "() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local path='' words='' word\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$path/$word\" in\n"
         "      " +
         paths + ") path=\"$path/$word\" ;;\n" +
         "    esac\n  done\n  COMPREPLY=()\n  case \"$path\" in\n" + words +
         "  esac\n  case \"$path $prev\" in\n" + values +
         "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
         "complete -o default -F _" +
         name + " " + name + "\n";
}

void AddCompletionCommand(CLI::App& app) {
  CLI::App* completion = app.add_subcommand("completion", "Print what a shell completes by");
  CLI::App* bash =
      completion->add_subcommand("bash", "For bash: source <(docketctl completion bash)");
  completion->require_subcommand(1);
  bash->callback([&app] { std::cout << BashCompletion(app); });
}

}  // namespace docket::docketctl
