#pragma once

// A YAML file as a tree in which every value knows where it stands. What a document needs is taken:
// maps, lists and texts. Anchors, aliases and tags are not, so a file costs no more than its size;
// a key that stands twice in one map is a fault, and so is a new document that only wrong
// indentation began. What a plain text means is for its reader to say, who knows what it wants:
// here "no" and "08:30" are those letters.

#include <string>
#include <string_view>
#include <vector>

namespace docket::docketctl {

// Both from 1.
struct YamlPlace {
  int line = 1;
  int column = 1;
};

struct YamlEntry;

struct YamlNode {
  enum class Kind { kNull, kText, kList, kMap };

  Kind kind = Kind::kNull;
  YamlPlace place;
  // Of a text.
  std::string text;
  // Whether a text stands without quotes.
  bool plain = false;
  // Of a list.
  std::vector<YamlNode> items;
  // Of a map, in the order of the file.
  std::vector<YamlEntry> entries;
};

struct YamlEntry {
  YamlPlace place;
  std::string key;
  YamlNode value;
};

struct YamlFault {
  YamlPlace place;
  // The path of the field that is at fault, "team.pool"; empty if it is none.
  std::string field;
  // What is wrong and what is expected.
  std::string text;
};

struct YamlFile {
  // Those with something in them.
  std::vector<YamlNode> documents;
  std::vector<YamlFault> faults;
  // Whether it could be read to its end.
  bool whole = true;
};

// What stands in `text`. A fault does not end it where the rest can still be read.
YamlFile ParseYaml(const std::string& text);

// Where the field `path`, such as "calendar.weekdays[0].open", stands in the document `root`; if it
// is not there, the innermost of what holds it.
YamlPlace PlaceOf(const YamlNode& root, std::string_view path);

}  // namespace docket::docketctl
