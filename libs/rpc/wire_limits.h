#pragma once

// What a message from outside may cost, checked on its bytes before they are parsed: four wire
// bytes can become six hundred in memory, and a parser tells only afterwards.
//
//   static const WireScanner scanner(*OpenTicketRequest::descriptor());
//   DOCKET_RETURN_IF_ERROR(scanner.Check(bytes));
//   request.ParseFromArray(...);   // cannot fail on what passed
//
// Links protobuf only, so whoever reads a topic that others write may use it as well. A scanner is
// immutable: any thread.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "libs/base/status.h"

namespace docket::rpc {

struct WireLimits {
  // The message as a whole.
  size_t bytes_max = 256 * 1024;
  // Messages within messages; the outermost is the first.
  size_t depth_max = 16;
  // Values of one field within one message, packed ones counted singly.
  size_t repeats_max = 1000;
  // Messages, texts, byte strings and unknown fields in all: each may cost a heap block.
  size_t values_max = 4096;
};

class WireScanner {
 public:
  explicit WireScanner(const google::protobuf::Descriptor& type, WireLimits limits = {});

  // OK if `bytes` are a well-formed message of the type within the limits, whose texts are UTF-8
  // and which holds no group. INVALID_ARGUMENT names the field and the limit.
  absl::Status Check(std::string_view bytes) const;

 private:
  friend class WireScan;

  // What stands on the wire for a field, as far as its cost goes.
  enum class Shape : uint8_t { kVarint, kFixed32, kFixed64, kText, kBytes, kMessage };
  struct Field {
    int number = 0;
    Shape shape = Shape::kVarint;
    bool repeated = false;
    // Of a message: its place in `types_`.
    size_t type = 0;
    const google::protobuf::FieldDescriptor* descriptor = nullptr;
  };
  struct Type {
    const google::protobuf::Descriptor* descriptor = nullptr;
    // By number.
    std::vector<Field> fields;
  };

  size_t Plan(const google::protobuf::Descriptor& type,
              std::map<const google::protobuf::Descriptor*, size_t>& planned);
  static Shape ShapeOf(const google::protobuf::FieldDescriptor& field);

  WireLimits limits_;
  // The message's type first, then all that it can hold.
  std::vector<Type> types_;
};

}  // namespace docket::rpc
