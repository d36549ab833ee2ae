#include "tools/docketctl/setting/yaml_tree.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "libs/base/text.h"

namespace docket::docketctl {
namespace {

// Deeper than any document goes, and no danger to a stack.
constexpr size_t kDepthMax = 64;

YamlPlace PlaceAt(const YAML::Mark& mark) {
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

YamlNode NodeAt(YamlNode::Kind kind, YamlPlace place) {
  YamlNode node;
  node.kind = kind;
  node.place = place;
  return node;
}

// The `number`th line of `text`, from 1.
std::string_view LineOf(std::string_view text, int number) {
  for (; number > 1 && !text.empty(); --number) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return text.substr(0, text.find('\n'));
}

// Builds the tree out of what the parser tells. Whoever is open is on the stack.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, YamlFile& file) : text_(text), file_(file) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    const YamlPlace place = PlaceAt(mark);
    // yaml-cpp ends a document at a line that is indented less, and takes what follows for another.
    if (documents_++ > 0 && !LineOf(text_, place.line).starts_with("---")) {
      Fault(place,
            "is indented less than what stands before it: indent all of a document alike, and "
            "separate documents by a line of ---");
    }
  }
  void OnDocumentEnd() override {
    if (root_.has_value() && root_->kind != YamlNode::Kind::kNull) {
      file_.documents.push_back(*std::move(root_));
    }
    root_.reset();
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    Take(NodeAt(YamlNode::Kind::kNull, PlaceAt(mark)));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Fault(PlaceAt(mark), "an alias is not taken: write out what it stands for");
    Take(NodeAt(YamlNode::Kind::kNull, PlaceAt(mark)));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    YamlNode node = NodeAt(YamlNode::Kind::kText, PlaceAt(mark));
    node.text = value;
    node.plain = tag == "?";
    Take(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(YamlNode::Kind::kList, mark, tag, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(YamlNode::Kind::kMap, mark, tag, anchor);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Frame {
    YamlNode node;
    std::optional<YamlNode> key;       // Of a map, whose value comes next.
    std::map<std::string, int> lines;  // Of its keys.
  };

  void Fault(YamlPlace place, std::string text) {
    file_.faults.push_back({place, "", std::move(text)});
  }
  void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) Fault(PlaceAt(mark), "an anchor is not taken: leave it out");
  }
  void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!" || tag == "tag:yaml.org,2002:str") return;
    Fault(PlaceAt(mark), "the tag " + tag + " is not taken: leave it out");
  }

  void Open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    const YamlPlace place = PlaceAt(mark);
    if (stack_.size() == kDepthMax)
      Fault(place, "is nested too deep: no document has so many levels");
    stack_.push_back({NodeAt(kind, place), std::nullopt, {}});
  }
  void Close() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    // What is deeper than anybody may look is dropped; its fault is told.
    if (stack_.size() >= kDepthMax) node = NodeAt(YamlNode::Kind::kNull, node.place);
    Take(std::move(node));
  }

  // Puts `node` where it belongs.
  void Take(YamlNode node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == YamlNode::Kind::kList) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.key.has_value()) {
      frame.key = std::move(node);
    } else {
      AddEntry(frame, *std::exchange(frame.key, std::nullopt), std::move(node));
    }
  }
  void AddEntry(Frame& frame, YamlNode key, YamlNode value) {
    if (key.kind != YamlNode::Kind::kText) return Fault(key.place, "a key must be a text");
    const auto [known, fresh] = frame.lines.emplace(key.text, key.place.line);
    if (!fresh) {
      return Fault(key.place, "'" + key.text + "' stands twice, first in line " +
                                  std::to_string(known->second));
    }
    frame.node.entries.push_back({key.place, std::move(key.text), std::move(value)});
  }

  std::string_view text_;
  YamlFile& file_;
  std::vector<Frame> stack_;
  std::optional<YamlNode> root_;
  int documents_ = 0;
};

// What is wrong with YAML where the parser gave up.
std::string ReasonOf(const YAML::Exception& error, std::string_view text) {
  if (dynamic_cast<const YAML::DeepRecursion*>(&error) != nullptr) {
    return "is nested too deep: no document has so many levels";
  }
  const std::string_view line = LineOf(text, PlaceAt(error.mark).line);
  const std::string_view indent = line.substr(0, line.find_first_not_of(" \t"));
  std::string reason = "is no YAML here: " + error.msg;
  if (indent.find('\t') != std::string_view::npos) {
    reason += "; the line is indented by a tab, and YAML is indented by spaces";
  } else if (error.msg == "illegal map value") {
    reason += "; a text with ': ' in it needs quotes, and fields of one map the same indentation";
  }
  return reason;
}

// Where `text` is no UTF-8 any more.
YamlPlace FirstOddPlace(std::string_view text) {
  YamlPlace place;
  for (; !text.empty(); ++place.line) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!IsUtf8(line)) return place;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return place;
}

const YamlNode* Below(const YamlNode& node, std::string_view name) {
  for (const YamlEntry& entry : node.entries) {
    if (entry.key == name) return &entry.value;
  }
  return nullptr;
}

}  // namespace

YamlFile ParseYaml(const std::string& text) {
  YamlFile file;
  if (!IsUtf8(text)) {
    file.whole = false;
    file.faults.push_back({FirstOddPlace(text), "", "is no UTF-8: save the file as UTF-8"});
    return file;
  }
  try {
    std::istringstream in(text);
    YAML::Parser parser(in);
    TreeBuilder builder(text, file);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    file.whole = false;
    file.faults.push_back({PlaceAt(error.mark), "", ReasonOf(error, text)});
  }
  return file;
}

YamlPlace PlaceOf(const YamlNode& root, std::string_view path) {
  const YamlNode* at = &root;
  while (!path.empty()) {
    const size_t end = std::min(path.find_first_of(".[", 1), path.size());
    const std::string_view step = path.substr(0, end);
    path.remove_prefix(end);
    if (path.starts_with('.')) path.remove_prefix(1);
    if (step.starts_with('[')) {
      size_t index = 0;
      std::from_chars(step.data() + 1, step.data() + step.size(), index);
      if (index >= at->items.size()) break;
      at = &at->items[index];
    } else {
      const YamlNode* below = Below(*at, step);
      if (below == nullptr) break;
      at = below;
    }
  }
  return at->place;
}

}  // namespace docket::docketctl
