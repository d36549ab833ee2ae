#include "tools/docketctl/setting/random_message.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/struct.pb.h>

namespace docket::docketctl {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Random = std::mt19937_64;

int64_t Between(Random& random, int64_t least, int64_t most) {
  return std::uniform_int_distribution<int64_t>(least, most)(random);
}

bool OneIn(Random& random, int64_t n) { return Between(random, 1, n) == 1; }

// Made of what YAML, its readers and terminals take for something else.
std::string Text(Random& random) {
  static constexpr std::array<std::string_view, 58> kPieces = {"a",
                                                               "Z",
                                                               "word",
                                                               " ",
                                                               "  ",
                                                               "\n",
                                                               "\n\n",
                                                               "\t",
                                                               "\r",
                                                               ":",
                                                               ": ",
                                                               " #",
                                                               "#",
                                                               "-",
                                                               "- ",
                                                               "---",
                                                               "...",
                                                               "'",
                                                               "\"",
                                                               "\\",
                                                               "\\n",
                                                               "|",
                                                               ">",
                                                               "%",
                                                               "@",
                                                               "`",
                                                               "*x",
                                                               "&x",
                                                               "!t",
                                                               "[",
                                                               "]",
                                                               "{",
                                                               "}",
                                                               ",",
                                                               "?",
                                                               "~",
                                                               "null",
                                                               "Null",
                                                               "yes",
                                                               "No",
                                                               "TRUE",
                                                               "off",
                                                               "08:30",
                                                               "0x1F",
                                                               "1e3",
                                                               "2026-03-01",
                                                               "<<",
                                                               "=",
                                                               "\xC2\xA0",
                                                               "\xC2\x85",
                                                               "\xE2\x80\xA8",
                                                               "\xEF\xBB\xBF",
                                                               "\xE5\xB7\xA5\xE5\x8D\x95",
                                                               "\xF0\x9F\x98\x80",
                                                               "\x01",
                                                               "\x7F",
                                                               "\xF3\xA0\x80\x81",
                                                               "\xE2\x80\xAE"};
  std::string text;
  for (int64_t pieces = Between(random, 0, 6); pieces > 0; --pieces) {
    text += kPieces[static_cast<size_t>(Between(random, 0, kPieces.size() - 1))];
  }
  if (OneIn(random, 20)) text += '\0';
  return text;
}

int64_t Whole(Random& random, int64_t least, int64_t most) {
  switch (Between(random, 0, 3)) {
    case 0: return least;
    case 1: return most;
    default: return Between(random, least, most);
  }
}

double Decimal(Random& random) {
  static constexpr std::array<double, 7> kOdd = {
      0.1, 1e300, -2.5, 1e-300, 3, 1e100, std::numeric_limits<double>::infinity()};
  return kOdd[static_cast<size_t>(Between(random, 0, kOdd.size() - 1))];
}

void Put(Random& random, int levels, const FieldDescriptor& field, Message& message) {
  const auto& r = *message.GetReflection();
  const bool list = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: {
      const auto v = static_cast<int32_t>(Whole(random, INT32_MIN, INT32_MAX));
      return list ? r.AddInt32(&message, &field, v) : r.SetInt32(&message, &field, v);
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      const int64_t v = Whole(random, INT64_MIN, INT64_MAX);
      return list ? r.AddInt64(&message, &field, v) : r.SetInt64(&message, &field, v);
    }
    case FieldDescriptor::CPPTYPE_UINT32:
      return r.SetUInt32(&message, &field, static_cast<uint32_t>(Whole(random, 0, UINT32_MAX)));
    case FieldDescriptor::CPPTYPE_UINT64: return r.SetUInt64(&message, &field, random());
    case FieldDescriptor::CPPTYPE_DOUBLE: return r.SetDouble(&message, &field, Decimal(random));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return r.SetFloat(&message, &field, static_cast<float>(Between(random, 1, 1000)) / 7);
    case FieldDescriptor::CPPTYPE_BOOL: {
      const bool v = OneIn(random, 2);
      return list ? r.AddBool(&message, &field, v) : r.SetBool(&message, &field, v);
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto v = static_cast<int>(Between(random, 0, 3));  // 3 is of a newer release.
      return list ? r.AddEnumValue(&message, &field, v) : r.SetEnumValue(&message, &field, v);
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string v = Text(random);
      return list ? r.AddString(&message, &field, v) : r.SetString(&message, &field, v);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FillAtRandom(
          random, levels - 1,
          list ? *r.AddMessage(&message, &field) : *r.MutableMessage(&message, &field));
  }
}

google::protobuf::Value AnyValue(Random& random, int levels) {
  google::protobuf::Value value;
  switch (Between(random, 0, levels > 0 ? 5 : 3)) {
    case 0: value.set_null_value(google::protobuf::NULL_VALUE); break;
    case 1: value.set_number_value(static_cast<double>(Between(random, -9, 9)) + 0.5); break;
    case 2: value.set_string_value(Text(random)); break;
    case 3: value.set_bool_value(OneIn(random, 2)); break;
    case 4: *value.mutable_list_value()->add_values() = AnyValue(random, levels - 1); break;
    default:
      (*value.mutable_struct_value()->mutable_fields())[Text(random)] =
          AnyValue(random, levels - 1);
  }
  return value;
}

// Whether `message` is of a type whose fields do not take just anything, and is then filled.
bool FillWellKnown(Random& random, int levels, Message& message) {
  const Descriptor& type = *message.GetDescriptor();
  const auto& r = *message.GetReflection();
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      r.SetInt64(&message, type.FindFieldByNumber(1),
                 Between(random, -62'135'596'800, 253'402'300'799));
      return true;
    case Descriptor::WELLKNOWNTYPE_DURATION:
      r.SetInt64(&message, type.FindFieldByNumber(1), Between(random, 0, 315'576'000));
      r.SetInt32(&message, type.FindFieldByNumber(2),
                 static_cast<int32_t>(Between(random, 0, 999)) * 1'000'000);
      return true;
    case Descriptor::WELLKNOWNTYPE_FIELDMASK:
      r.AddString(&message, type.FindFieldByNumber(1), "team.first_label");
      r.AddString(&message, type.FindFieldByNumber(1), "name");
      return true;
    case Descriptor::WELLKNOWNTYPE_VALUE: message.CopyFrom(AnyValue(random, levels)); return true;
    case Descriptor::WELLKNOWNTYPE_STRUCT: {
      google::protobuf::Struct filled;
      (*filled.mutable_fields())[Text(random)] = AnyValue(random, levels);
      message.CopyFrom(filled);
      return true;
    }
    default: return false;
  }
}

// Keys differ by their numbers, for one that stood twice would be one pair.
void PutPairs(Random& random, int levels, const FieldDescriptor& field, Message& message) {
  const Descriptor& type = *field.message_type();
  const bool by_flag = type.map_key()->cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
  for (int64_t i = Between(random, 0, by_flag ? 1 : 3); i >= 0; --i) {
    Message& pair = *message.GetReflection()->AddMessage(&message, &field);
    const auto& r = *pair.GetReflection();
    switch (type.map_key()->cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL: r.SetBool(&pair, type.map_key(), i == 1); break;
      case FieldDescriptor::CPPTYPE_INT32:
        r.SetInt32(&pair, type.map_key(), static_cast<int32_t>(i) - 1);
        break;
      default: r.SetString(&pair, type.map_key(), Text(random) + std::to_string(i));
    }
    Put(random, levels, *type.map_value(), pair);
  }
}

}  // namespace

void FillAtRandom(Random& random, int levels, Message& message) {
  if (FillWellKnown(random, levels, message)) return;
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool leaf = field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE;
    if (OneIn(random, 2) || (!leaf && (levels <= 0 || OneIn(random, 2)))) continue;
    if (field.is_map()) {
      PutPairs(random, levels, field, message);
    } else {
      for (int64_t n = field.is_repeated() ? Between(random, 1, 3) : 1; n > 0; --n) {
        Put(random, levels, field, message);
      }
    }
  }
}

}  // namespace docket::docketctl
