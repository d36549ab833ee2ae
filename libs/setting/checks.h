#pragma once

// What the validators of several kinds ask of a field. Each adds to the faults what is wrong.
//
//   void CheckTeam(const v1::Team& team, Checks& checks) {
//     checks.Text("team.label", team.label(), kLabelCharactersMax);
//     checks.InForce("team.pool", v1::Document::kPool, team.pool());
//   }
//
// For one thread. What it was made of outlives it.

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/repeated_field.h>

#include "docket/setting/v1/documents.pb.h"
#include "libs/base/fault.h"
#include "libs/condition/schema.h"
#include "libs/setting/settings.h"

namespace docket::setting {

inline constexpr size_t kLabelCharactersMax = 100;
inline constexpr int kSkillsMax = 100;

// "list[3]"
std::string Item(std::string_view list, int index);

// `span` as people say it: "30 minutes".
std::string InWords(std::chrono::milliseconds span);

class Checks {
 public:
  using Millis = std::chrono::milliseconds;
  using Texts = google::protobuf::RepeatedPtrField<std::string>;

  Checks(std::string_view tenant, const Settings& settings, Faults& faults)
      : tenant_(tenant), settings_(settings), faults_(faults) {}

  // For what one kind alone knows.
  void Add(std::string field, std::string rule, std::string message = {});

  // The name of a document, or an id by the same rule.
  void Name(std::string_view field, std::string_view name);
  // The name of the document of which a tenant has one.
  void Only(std::string_view name);
  void Text(std::string_view field, std::string_view text, size_t characters_max);
  // A tag as BCP 47 writes it: language, perhaps script and region. "zh-CN"
  void Language(std::string_view field, std::string_view tag);

  // Whether there are `min` to `max` elements, so that they may be looked into.
  bool Count(std::string_view field, int count, int min, int max);
  // Each text differs from those before it.
  void EachOnce(std::string_view field, const Texts& texts);
  void Number(std::string_view field, uint64_t number, uint64_t min, uint64_t max);
  // A value of the enum that has a name and is not the unspecified one.
  void Value(std::string_view field, const google::protobuf::EnumDescriptor& type, int value);

  // `span` if it is whole milliseconds from `min` to `max`.
  std::optional<Millis> Span(std::string_view field, const google::protobuf::Duration& span,
                             Millis min, Millis max);

  // The document `name` of `kind` is in force.
  void InForce(std::string_view field, v1::Document::KindCase kind, std::string_view name);
  void InForceIfAny(std::string_view field, v1::Document::KindCase kind, std::string_view name);
  // All of at most `max`, each once.
  void EachInForce(std::string_view field, v1::Document::KindCase kind, const Texts& names,
                   int max);
  // What a rule says of when it applies (libs/condition).
  void Condition(const std::string& field, const v1::Condition& condition,
                 const condition::Schema& schema);
  // Names of events of tickets, each once.
  void EventKinds(std::string_view field, const Texts& kinds, int min);
  // Each of `values` of the enum as Value has it, and once; at most as many as there are.
  void Values(std::string_view field, const google::protobuf::EnumDescriptor& type,
              const google::protobuf::RepeatedField<int>& values, int min = 0);
  // An id by the rule for names, other than those of `seen`, to which it is added.
  void Id(const std::string& field, const std::string& id, std::set<std::string>& seen);

  // What is in force; null for nothing.
  PublishedPtr Find(v1::Document::KindCase kind, std::string_view name) const;
  std::vector<PublishedPtr> All(v1::Document::KindCase kind) const;

 private:
  const std::string_view tenant_;
  const Settings& settings_;
  Faults& faults_;
};

}  // namespace docket::setting
