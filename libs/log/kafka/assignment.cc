#include "libs/log/kafka/assignment.h"

#include <optional>

namespace docket::log::kafka {
namespace {

// Takes what stands in front; none once there is too little.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : bytes_(bytes) {}

  std::optional<int32_t> Int(size_t size) {
    if (bytes_.size() < size) return std::nullopt;
    uint32_t value = 0;
    for (const char byte : bytes_.substr(0, size)) {
      value = value << 8 | static_cast<unsigned char>(byte);
    }
    bytes_.remove_prefix(size);
    return static_cast<int32_t>(value);
  }

  std::optional<std::string_view> Text() {
    const std::optional<int32_t> size = Int(2);
    if (!size.has_value() || static_cast<size_t>(*size) > bytes_.size()) return std::nullopt;
    const std::string_view text = bytes_.substr(0, static_cast<size_t>(*size));
    bytes_.remove_prefix(text.size());
    return text;
  }

 private:
  std::string_view bytes_;
};

}  // namespace

std::vector<int32_t> AssignedPartitions(std::string_view assignment, std::string_view topic) {
  Fields fields(assignment);
  std::vector<int32_t> assigned;
  if (!fields.Int(2).has_value()) return {};
  const int32_t topics = fields.Int(4).value_or(0);
  for (int32_t i = 0; i < topics; ++i) {
    const std::optional<std::string_view> name = fields.Text();
    const std::optional<int32_t> count = fields.Int(4);
    if (!name.has_value() || !count.has_value()) return {};
    for (int32_t j = 0; j < *count; ++j) {
      const std::optional<int32_t> partition = fields.Int(4);
      if (!partition.has_value()) return {};
      if (*name == topic) assigned.push_back(*partition);
    }
  }
  return assigned;
}

}  // namespace docket::log::kafka
