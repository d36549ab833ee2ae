#include "tools/docketctl/setting/yaml_message.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wrappers.pb.h>
#include <nlohmann/json.hpp>

#include "tools/docketctl/setting/closest_word.h"

namespace docket::docketctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Kind = YamlNode::Kind;

// Whether `text` is a number as JSON spells it.
bool IsJsonNumber(const std::string& text) {
  return nlohmann::json::accept(text) && nlohmann::json::parse(text).is_number();
}

// What a message whose fields are not fixed takes: plain numbers, true and false are such.
nlohmann::ordered_json JsonOf(const YamlNode& node) {
  switch (node.kind) {
    case Kind::kNull: return nullptr;
    case Kind::kList: {
      nlohmann::ordered_json list = nlohmann::ordered_json::array();
      for (const YamlNode& item : node.items) list.push_back(JsonOf(item));
      return list;
    }
    case Kind::kMap: {
      nlohmann::ordered_json map = nlohmann::ordered_json::object();
      for (const YamlEntry& entry : node.entries) map[entry.key] = JsonOf(entry.value);
      return map;
    }
    case Kind::kText: break;
  }
  const bool typed =
      node.plain && (node.text == "true" || node.text == "false" || IsJsonNumber(node.text));
  return typed ? nlohmann::ordered_json::parse(node.text) : nlohmann::ordered_json(node.text);
}

std::string FieldWords(const Descriptor& type) {
  std::string words;
  for (int i = 0; i < type.field_count(); ++i)
    words += (i == 0 ? "" : ", ") + type.field(i)->name();
  return words.empty() ? "none" : words;
}

const FieldDescriptor* FieldNamed(const Descriptor& type, const std::string& name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  for (int i = 0; field == nullptr && i < type.field_count(); ++i) {
    if (type.field(i)->json_name() == name) field = type.field(i);
  }
  return field;
}

bool IsOf(const FieldDescriptor& field, Descriptor::WellKnownType type) {
  return field.message_type() != nullptr && field.message_type()->well_known_type() == type;
}

class Filler {
 public:
  explicit Filler(std::vector<YamlFault>& faults) : faults_(faults) {}

  void FillMessage(const YamlNode& node, Message& message, const std::string& path) {
    if (message.GetDescriptor()->well_known_type() != Descriptor::WELLKNOWNTYPE_UNSPECIFIED) {
      return FillWellKnown(node, message, path);
    }
    if (node.kind != Kind::kMap) {
      return Refuse(node, path, "a map of its fields: " + FieldWords(*message.GetDescriptor()));
    }
    std::map<const FieldDescriptor*, const YamlEntry*> met;
    for (const YamlEntry& entry : node.entries) {
      const FieldDescriptor* field = FieldNamed(*message.GetDescriptor(), entry.key);
      const std::string below = path.empty() ? entry.key : path + "." + entry.key;
      if (field == nullptr) {
        RefuseUnknown(entry, *message.GetDescriptor(), below);
      } else if (!met.emplace(field, &entry).second) {
        faults_.push_back({entry.place, below, "is one field with '" + met[field]->key + "'"});
      } else {
        FillField(entry, *field, message, below);
      }
    }
  }

 private:
  void Refuse(const YamlNode& node, const std::string& path, const std::string& wanted) {
    std::string text = "must be " + wanted;
    if (node.kind == Kind::kText) text += ", not '" + Shortened(node.text) + "'";
    faults_.push_back({node.place, path, std::move(text)});
  }

  void RefuseUnknown(const YamlEntry& entry, const Descriptor& type, const std::string& path) {
    std::vector<std::string> known;
    for (int i = 0; i < type.field_count(); ++i) known.push_back(type.field(i)->name());
    const std::string closest = ClosestWord(entry.key, known);
    faults_.push_back({entry.place, path,
                       closest.empty() ? "is no field there; there are: " + FieldWords(type)
                                       : "is no field there: do you mean '" + closest + "'?"});
  }

  void FillField(const YamlEntry& entry, const FieldDescriptor& field, Message& message,
                 const std::string& path) {
    const YamlNode& node = entry.value;
    // As in JSON: a null leaves a field as it is, but for one that has a null among its values.
    if (node.kind == Kind::kNull &&
        (field.is_repeated() || !IsOf(field, Descriptor::WELLKNOWNTYPE_VALUE))) {
      return;
    }
    if (const auto* oneof = field.real_containing_oneof()) {
      const FieldDescriptor* other =
          message.GetReflection()->GetOneofFieldDescriptor(message, oneof);
      if (other != nullptr) {
        faults_.push_back(
            {entry.place, path, "excludes '" + other->name() + "': leave one of them out"});
        return;
      }
    }
    if (field.is_map()) return FillMap(node, field, message, path);
    if (!field.is_repeated()) return Put(node, field, message, path);
    if (node.kind != Kind::kList) return Refuse(node, path, "a list");
    for (size_t i = 0; i < node.items.size(); ++i) {
      Put(node.items[i], field, message, path + "[" + std::to_string(i) + "]");
    }
  }

  void FillMap(const YamlNode& node, const FieldDescriptor& field, Message& message,
               const std::string& path) {
    if (node.kind != Kind::kMap) return Refuse(node, path, "a map");
    const Descriptor& type = *field.message_type();
    for (const YamlEntry& entry : node.entries) {
      const std::string below = path + "[" + entry.key + "]";
      YamlNode key;
      key.kind = Kind::kText;
      key.place = entry.place;
      key.text = entry.key;
      key.plain = true;
      const size_t before = faults_.size();
      Message& pair = *message.GetReflection()->AddMessage(&message, &field);
      Put(key, *type.map_key(), pair, below);
      Put(entry.value, *type.map_value(), pair, below);
      // One half of a pair would be a value that nobody wrote.
      if (faults_.size() > before) message.GetReflection()->RemoveLast(&message, &field);
    }
  }

  // Sets `field`, or adds to it if it is a list.
  void Put(const YamlNode& node, const FieldDescriptor& field, Message& message,
           const std::string& path) {
    const Reflection& r = *message.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Message* below =
          field.is_repeated() ? r.AddMessage(&message, &field) : r.MutableMessage(&message, &field);
      return FillMessage(node, *below, path);
    }
    if (node.kind != Kind::kText) return Refuse(node, path, "one value");
    const bool list = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        if (const auto v = Whole<int32_t>(node, path)) {
          list ? r.AddInt32(&message, &field, *v) : r.SetInt32(&message, &field, *v);
        }
        return;
      case FieldDescriptor::CPPTYPE_INT64:
        if (const auto v = Whole<int64_t>(node, path)) {
          list ? r.AddInt64(&message, &field, *v) : r.SetInt64(&message, &field, *v);
        }
        return;
      case FieldDescriptor::CPPTYPE_UINT32:
        if (const auto v = Whole<uint32_t>(node, path)) {
          list ? r.AddUInt32(&message, &field, *v) : r.SetUInt32(&message, &field, *v);
        }
        return;
      case FieldDescriptor::CPPTYPE_UINT64:
        if (const auto v = Whole<uint64_t>(node, path)) {
          list ? r.AddUInt64(&message, &field, *v) : r.SetUInt64(&message, &field, *v);
        }
        return;
      case FieldDescriptor::CPPTYPE_DOUBLE:
        if (const auto v = Decimal<double>(node, path)) {
          list ? r.AddDouble(&message, &field, *v) : r.SetDouble(&message, &field, *v);
        }
        return;
      case FieldDescriptor::CPPTYPE_FLOAT:
        if (const auto v = Decimal<float>(node, path)) {
          list ? r.AddFloat(&message, &field, *v) : r.SetFloat(&message, &field, *v);
        }
        return;
      case FieldDescriptor::CPPTYPE_BOOL:
        if (const auto v = Truth(node, path)) {
          list ? r.AddBool(&message, &field, *v) : r.SetBool(&message, &field, *v);
        }
        return;
      case FieldDescriptor::CPPTYPE_ENUM:
        if (const auto v = Choice(node, *field.enum_type(), path)) {
          list ? r.AddEnumValue(&message, &field, *v) : r.SetEnumValue(&message, &field, *v);
        }
        return;
      case FieldDescriptor::CPPTYPE_STRING:
        if (const auto v = Words(node, field, path)) {
          list ? r.AddString(&message, &field, *v) : r.SetString(&message, &field, *v);
        }
        return;
      case FieldDescriptor::CPPTYPE_MESSAGE: return;
    }
  }

  template <typename Number>
  std::optional<Number> Whole(const YamlNode& node, const std::string& path) {
    Number number = 0;
    const char* const end = node.text.data() + node.text.size();
    const auto [rest, error] = std::from_chars(node.text.data(), end, number);
    // Some take a leading zero for base 8.
    const bool canonical = node.text == std::to_string(number) || node.text == "-0";
    if (error == std::errc() && rest == end && canonical) return number;
    Refuse(node, path,
           "a whole number from " + std::to_string(std::numeric_limits<Number>::min()) + " to " +
               std::to_string(std::numeric_limits<Number>::max()));
    return std::nullopt;
  }

  template <typename Number>
  std::optional<Number> Decimal(const YamlNode& node, const std::string& path) {
    if (node.text == "NaN") return std::numeric_limits<Number>::quiet_NaN();
    if (node.text == "Infinity") return std::numeric_limits<Number>::infinity();
    if (node.text == "-Infinity") return -std::numeric_limits<Number>::infinity();
    Number number = 0;
    const char* const end = node.text.data() + node.text.size();
    const auto [rest, error] = std::from_chars(node.text.data(), end, number);
    if (IsJsonNumber(node.text) && error == std::errc() && rest == end) return number;
    Refuse(node, path, "a number");
    return std::nullopt;
  }

  std::optional<bool> Truth(const YamlNode& node, const std::string& path) {
    if (node.plain && (node.text == "true" || node.text == "false")) return node.text == "true";
    Refuse(node, path, "true or false, without quotes");
    return std::nullopt;
  }

  // The number of a value, for a newer release may know more of them.
  std::optional<int> Choice(const YamlNode& node, const google::protobuf::EnumDescriptor& type,
                            const std::string& path) {
    if (const EnumValueDescriptor* value = type.FindValueByName(node.text)) return value->number();
    int number = 0;
    const char* const end = node.text.data() + node.text.size();
    const auto [rest, error] = std::from_chars(node.text.data(), end, number);
    if (node.plain && error == std::errc() && rest == end) return number;
    std::string words;
    for (int i = 0; i < type.value_count(); ++i) {
      if (type.value(i)->number() != 0)
        words += (words.empty() ? "" : ", ") + type.value(i)->name();
    }
    Refuse(node, path, "one of " + words);
    return std::nullopt;
  }

  std::optional<std::string> Words(const YamlNode& node, const FieldDescriptor& field,
                                   const std::string& path) {
    if (field.type() == FieldDescriptor::TYPE_STRING) return node.text;
    google::protobuf::BytesValue value;
    if (TakeJson(nlohmann::ordered_json(node.text), value).empty()) return value.value();
    Refuse(node, path, "base64");
    return std::nullopt;
  }

  void FillWellKnown(const YamlNode& node, Message& message, const std::string& path) {
    const Descriptor& type = *message.GetDescriptor();
    switch (type.well_known_type()) {
      case Descriptor::WELLKNOWNTYPE_DURATION:
        return FillText(node, message, path, "a span in seconds, like 90s or 1.5s");
      case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
        return FillText(node, message, path, "an instant like 2026-03-01T08:00:00Z");
      case Descriptor::WELLKNOWNTYPE_FIELDMASK:
        return FillText(node, message, path, "names of fields with commas");
      case Descriptor::WELLKNOWNTYPE_ANY:
      case Descriptor::WELLKNOWNTYPE_LISTVALUE:
      case Descriptor::WELLKNOWNTYPE_STRUCT:
      case Descriptor::WELLKNOWNTYPE_VALUE: {
        const std::string refusal = TakeJson(JsonOf(node), message);
        if (!refusal.empty()) faults_.push_back({node.place, path, "cannot be taken: " + refusal});
        return;
      }
      default: return Put(node, *type.FindFieldByNumber(1), message, path);  // Wraps one value.
    }
  }

  void FillText(const YamlNode& node, Message& message, const std::string& path,
                const std::string& wanted) {
    const bool taken =
        node.kind == Kind::kText && TakeJson(nlohmann::ordered_json(node.text), message).empty();
    if (taken) return;
    message.Clear();
    Refuse(node, path, wanted);
  }

  // Why `message` does not take `json`; empty if it does.
  static std::string TakeJson(const nlohmann::ordered_json& json, Message& message) {
    const auto status = google::protobuf::util::JsonStringToMessage(json.dump(), &message);
    return status.ok() ? "" : status.ToString();
  }

  static std::string Shortened(const std::string& text) {
    constexpr size_t kShownMax = 60;
    if (text.size() <= kShownMax) return text;
    size_t end = kShownMax;
    while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // Within a character.
    return text.substr(0, end) + "...";
  }

  std::vector<YamlFault>& faults_;
};

}  // namespace

void FillFromYaml(const YamlNode& node, Message& message, std::vector<YamlFault>& faults) {
  Filler(faults).FillMessage(node, message, "");
}

}  // namespace docket::docketctl
