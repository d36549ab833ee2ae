#include "libs/rpc/wire_limits.h"

#include <algorithm>
#include <optional>
#include <string>

#include "libs/base/text.h"

namespace docket::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// The low three bits of a tag.
enum WireType : uint32_t { kVarint = 0, kFixed64 = 1, kLengthDelimited = 2, kFixed32 = 5 };

// Protobuf's parser takes tags and lengths of at most five bytes, other numbers of at most ten.
constexpr size_t kTagBytesMax = 5;
constexpr size_t kVarintBytesMax = 10;

std::optional<uint64_t> TakeVarint(std::string_view& in, size_t bytes_max) {
  uint64_t value = 0;
  for (size_t i = 0; i < in.size() && i < bytes_max; ++i) {
    const auto byte = static_cast<uint8_t>(in[i]);
    value |= static_cast<uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      in.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> TakeBytes(std::string_view& in, uint64_t size) {
  if (size > in.size()) return std::nullopt;
  const std::string_view bytes = in.substr(0, size);
  in.remove_prefix(size);
  return bytes;
}

std::optional<std::string_view> TakeDelimited(std::string_view& in) {
  const std::optional<uint64_t> size = TakeVarint(in, kTagBytesMax);
  return size.has_value() ? TakeBytes(in, *size) : std::nullopt;
}

absl::Status Malformed(const Descriptor& type, std::string_view what) {
  return InvalidArgument("not a " + type.full_name() + ": " + std::string(what));
}

absl::Status TooMany(const std::string& what, size_t max) {
  return InvalidArgument(what + ": at most " + std::to_string(max) + " are taken");
}

}  // namespace

// One walk over one message.
class WireScan {
 public:
  explicit WireScan(const WireScanner& scanner) : scanner_(scanner) {}

  absl::Status Message(const WireScanner::Type& type, std::string_view in, size_t depth) {
    if (depth > scanner_.limits_.depth_max) {
      return TooMany("messages within each other, down to " + type.descriptor->full_name(),
                     scanner_.limits_.depth_max);
    }
    const size_t counts = counts_.size();
    counts_.resize(counts + type.fields.size());
    while (!in.empty()) {
      const std::optional<uint64_t> tag = TakeVarint(in, kTagBytesMax);
      if (!tag.has_value() || *tag > UINT32_MAX || *tag < 8) {
        return Malformed(*type.descriptor, "bad tag");
      }
      DOCKET_RETURN_IF_ERROR(Value(type, static_cast<uint32_t>(*tag), in, counts, depth));
    }
    counts_.resize(counts);
    return absl::OkStatus();
  }

 private:
  absl::Status Value(const WireScanner::Type& type, uint32_t tag, std::string_view& in,
                     size_t counts, size_t depth) {
    const auto number = static_cast<int>(tag >> 3);
    const auto field =
        std::ranges::lower_bound(type.fields, number, {}, &WireScanner::Field::number);
    if (field == type.fields.end() || field->number != number) return Unknown(type, tag & 7, in);
    const auto place = static_cast<size_t>(field - type.fields.begin());
    const std::optional<size_t> values = TakeValues(*field, tag & 7, in);
    if (!values.has_value()) return Malformed(*type.descriptor, "bad " + field->descriptor->name());
    counts_[counts + place] += *values;
    if (counts_[counts + place] > scanner_.limits_.repeats_max) {
      return TooMany("values of " + field->descriptor->full_name(), scanner_.limits_.repeats_max);
    }
    return Delimited(*field, depth);
  }

  // Takes what stands for `field` and says how many values it is; leaves a text, byte string or
  // message in `delimited_`.
  std::optional<size_t> TakeValues(const WireScanner::Field& field, uint32_t wire_type,
                                   std::string_view& in) {
    using Shape = WireScanner::Shape;
    const bool scalar = field.shape <= Shape::kFixed64;
    if (scalar && wire_type != kLengthDelimited) {
      return TakeScalar(field.shape, wire_type, in) ? std::optional<size_t>(1) : std::nullopt;
    }
    if (wire_type != kLengthDelimited || (scalar && !field.repeated)) return std::nullopt;
    const std::optional<std::string_view> bytes = TakeDelimited(in);
    if (!bytes.has_value()) return std::nullopt;
    delimited_ = *bytes;
    return scalar ? CountPacked(field.shape, *bytes) : 1;
  }

  static bool TakeScalar(WireScanner::Shape shape, uint32_t wire_type, std::string_view& in) {
    using Shape = WireScanner::Shape;
    switch (shape) {
      case Shape::kVarint:
        return wire_type == kVarint && TakeVarint(in, kVarintBytesMax).has_value();
      case Shape::kFixed32: return wire_type == kFixed32 && TakeBytes(in, 4).has_value();
      case Shape::kFixed64: return wire_type == kFixed64 && TakeBytes(in, 8).has_value();
      default: return false;
    }
  }

  static std::optional<size_t> CountPacked(WireScanner::Shape shape, std::string_view in) {
    if (shape != WireScanner::Shape::kVarint) {
      const size_t size = shape == WireScanner::Shape::kFixed32 ? 4 : 8;
      return in.size() % size == 0 ? std::optional<size_t>(in.size() / size) : std::nullopt;
    }
    size_t count = 0;
    for (; !in.empty(); ++count) {
      if (!TakeVarint(in, kVarintBytesMax).has_value()) return std::nullopt;
    }
    return count;
  }

  absl::Status Delimited(const WireScanner::Field& field, size_t depth) {
    using Shape = WireScanner::Shape;
    if (field.shape <= Shape::kFixed64) return absl::OkStatus();
    DOCKET_RETURN_IF_ERROR(CountValue());
    if (field.shape == Shape::kMessage) {
      return Message(scanner_.types_[field.type], delimited_, depth + 1);
    }
    if (field.shape == Shape::kText && !IsUtf8(delimited_)) {
      return InvalidArgument(field.descriptor->full_name() + " is not UTF-8");
    }
    return absl::OkStatus();
  }

  // A newer client may know more fields than we do; each costs a heap block all the same.
  absl::Status Unknown(const WireScanner::Type& type, uint32_t wire_type, std::string_view& in) {
    const bool taken = (wire_type == kVarint && TakeVarint(in, kVarintBytesMax)) ||
                       (wire_type == kFixed64 && TakeBytes(in, 8)) ||
                       (wire_type == kFixed32 && TakeBytes(in, 4)) ||
                       (wire_type == kLengthDelimited && TakeDelimited(in));
    if (!taken) return Malformed(*type.descriptor, "bad unknown field, or a group");
    return CountValue();
  }

  absl::Status CountValue() {
    if (++values_ <= scanner_.limits_.values_max) return absl::OkStatus();
    return TooMany("messages and texts in " + scanner_.types_[0].descriptor->full_name(),
                   scanner_.limits_.values_max);
  }

  const WireScanner& scanner_;
  // Values met so far of each field of the messages that are open, outermost first.
  std::vector<size_t> counts_;
  size_t values_ = 0;
  std::string_view delimited_;
};

WireScanner::WireScanner(const Descriptor& type, WireLimits limits) : limits_(limits) {
  std::map<const Descriptor*, size_t> planned;
  Plan(type, planned);
}

absl::Status WireScanner::Check(std::string_view bytes) const {
  if (bytes.size() > limits_.bytes_max) {
    return TooMany("bytes of a " + types_[0].descriptor->full_name(), limits_.bytes_max);
  }
  return WireScan(*this).Message(types_[0], bytes, 1);
}

size_t WireScanner::Plan(const Descriptor& type, std::map<const Descriptor*, size_t>& planned) {
  const auto [known, fresh] = planned.try_emplace(&type, types_.size());
  const size_t place = known->second;
  if (!fresh) return place;
  types_.push_back({.descriptor = &type, .fields = {}});
  std::vector<Field> fields;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const Shape shape = ShapeOf(field);
    fields.push_back({.number = field.number(),
                      .shape = shape,
                      .repeated = field.is_repeated(),
                      .type = shape == Shape::kMessage ? Plan(*field.message_type(), planned) : 0,
                      .descriptor = &field});
  }
  std::ranges::sort(fields, {}, &Field::number);
  types_[place].fields = std::move(fields);
  return place;
}

WireScanner::Shape WireScanner::ShapeOf(const FieldDescriptor& field) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_STRING: return Shape::kText;
    case FieldDescriptor::TYPE_BYTES: return Shape::kBytes;
    case FieldDescriptor::TYPE_MESSAGE: return Shape::kMessage;
    case FieldDescriptor::TYPE_FIXED32:
    case FieldDescriptor::TYPE_SFIXED32:
    case FieldDescriptor::TYPE_FLOAT: return Shape::kFixed32;
    case FieldDescriptor::TYPE_FIXED64:
    case FieldDescriptor::TYPE_SFIXED64:
    case FieldDescriptor::TYPE_DOUBLE: return Shape::kFixed64;
    default: return Shape::kVarint;  // Groups do not exist in proto3.
  }
}

}  // namespace docket::rpc
