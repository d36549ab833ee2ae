#pragma once

// YAML into a protobuf message of whatever type, by protobuf's JSON form: fields by their names in
// the proto or in camelCase, enums by their names, 64-bit numbers with or without quotes, bytes as
// base64, instants and spans as texts. Beyond it a text needs no quotes, whatever it looks like.

#include <vector>

#include <google/protobuf/message.h>

#include "tools/docketctl/setting/yaml_tree.h"

namespace docket::docketctl {

// Sets what `node` says in `message`, which is empty. Adds to `faults` all that is no value of its
// field, or no field; the rest is set.
void FillFromYaml(const YamlNode& node, google::protobuf::Message& message,
                  std::vector<YamlFault>& faults);

}  // namespace docket::docketctl
