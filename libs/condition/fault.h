#pragma once

// Why a document cannot be published: one of its fields breaks a rule.

#include <string>

namespace docket::condition {

struct Fault {
  std::string field;    // Where in the document, as JSON's names: "rules[2].condition.all[0].test".
  std::string rule;     // What holds there, in few words: "at most 256 bytes".
  std::string message;  // A full sentence for whoever wrote it, with what to do.
};

}  // namespace docket::condition
