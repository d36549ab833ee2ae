#pragma once

// The documents as of one number: what a decision or a fold may know of them. A value; its methods
// are safe from any thread while the book behind it lives.
//
//   const Published* team = settings.Find("acme", v1::Document::kTeam, "first-line");

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "docket/setting/v1/documents.pb.h"
#include "docket/setting/v1/tenant.pb.h"
#include "libs/base/time.h"

namespace docket::calendar {
class WorkingTime;
}
namespace docket::sla {
class PolicySet;
}

namespace docket::setting {

// The name of a document of whose kind a tenant has one.
inline constexpr std::string_view kOnlyName = "default";

class SettingBook;

// One version of one document, for ever as it is.
struct Published {
  // Of its commit among the accepted ones of the topic, from 1.
  uint64_t number = 0;
  // Of the document, from 1.
  uint64_t version = 0;
  Time time{};
  // Out of force since this version; the document is the one before it.
  bool retired = false;
  v1::Document document;
  // Made ready once, for all who ask: a calendar's working time, as it was compiled then; and
  // policies. Null for other kinds.
  std::shared_ptr<const calendar::WorkingTime> hours = nullptr;
  std::shared_ptr<const sla::PolicySet> policies = nullptr;
  // Of a tenant: as it was compiled then.
  v1::CompiledZone zone = {};
};

using PublishedPtr = std::shared_ptr<const Published>;

// A document with whose it is.
struct TenantDocument {
  std::string tenant;
  PublishedPtr published;
};

class Settings {
 public:
  // `book` outlives this.
  Settings(const SettingBook& book, uint64_t number) : book_(&book), number_(number) {}

  uint64_t number() const { return number_; }

  // The document `name` of `kind` that `tenant` has in force; null if it has none.
  PublishedPtr Find(std::string_view tenant, v1::Document::KindCase kind,
                    std::string_view name) const;

  // One version of it, in force or not, by which a fact has been decided; null if there is none.
  PublishedPtr FindVersion(std::string_view tenant, v1::Document::KindCase kind,
                           std::string_view name, uint64_t version) const;

  // All of `kind` that `tenant` has in force, by name.
  std::vector<PublishedPtr> All(std::string_view tenant, v1::Document::KindCase kind) const;

  // All of `kind` that any tenant has in force, by tenant and name, from the document `name` of
  // `tenant` on; at most `max`.
  std::vector<TenantDocument> AllOf(v1::Document::KindCase kind, std::string_view tenant = {},
                                    std::string_view name = {},
                                    size_t max = std::numeric_limits<size_t>::max()) const;

 private:
  const SettingBook* book_;
  uint64_t number_;
};

}  // namespace docket::setting
