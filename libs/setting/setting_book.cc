#include "libs/setting/setting_book.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/proto_time.h"
#include "libs/calendar/working_time.h"
#include "libs/setting/document.h"
#include "libs/setting/setting_id.h"
#include "libs/sla/policy_set.h"

namespace docket::setting {
namespace {

void MakeReady(const v1::SettingPublished& event, Published& published) {
  const v1::Document& document = event.document();
  published.document = document;
  published.zone = event.zone();
  if (document.has_calendar()) {
    published.hours = std::make_shared<const calendar::WorkingTime>(event.calendar());
  }
  if (document.has_policies()) {
    published.policies =
        std::make_shared<const sla::PolicySet>(document.policies(), published.version);
  }
}

}  // namespace

void SettingBook::Add(uint64_t number, const v1::SettingCommit& commit) {
  const std::unique_lock lock(mutex_);
  const uint64_t last = number_.load(std::memory_order_relaxed);
  if (number <= last) return;
  DOCKET_CHECK(number == last + 1);
  const log::v1::CommitHeader& header = commit.header();
  for (const v1::SettingEvent& event : commit.events()) {
    auto published = std::make_shared<Published>();
    published->number = number;
    published->version = header.version();
    published->time = FromProto(header.time());
    if (event.has_published()) {
      MakeReady(event.published(), *published);
      const v1::Document& document = event.published().document();
      const Key key{header.tenant(), document.kind_case(), document.name()};
      keys_.try_emplace(header.aggregate_id(), key);
      versions_[key].push_back(std::move(published));
      const v1::Skip& skip = document.skip();
      if (document.has_skip()) {
        skipped_.try_emplace({skip.topic(), skip.partition(), skip.offset()}, skip.digest());
      }
    } else if (const auto key = keys_.find(header.aggregate_id()); key != keys_.end()) {
      Versions& versions = versions_[key->second];
      published->retired = true;
      published->document = versions.back()->document;
      published->hours = versions.back()->hours;
      published->policies = versions.back()->policies;
      published->zone = versions.back()->zone;
      versions.push_back(std::move(published));
    }
  }
  number_.store(number, std::memory_order_release);
}

void SettingBook::Publish(const std::string& tenant, const v1::Document& document) {
  v1::SettingCommit commit;
  commit.mutable_header()->set_tenant(tenant);
  commit.mutable_header()->set_aggregate_id(
      SettingId::Of(tenant, KindOf(document), document.name()).text());
  *commit.add_events()->mutable_published()->mutable_document() = document;
  Add(number() + 1, commit);
}

std::string SettingBook::SkippedDigest(std::string_view topic, int32_t partition,
                                       int64_t offset) const {
  const std::shared_lock lock(mutex_);
  const auto found = skipped_.find({std::string(topic), partition, offset});
  return found == skipped_.end() ? std::string() : found->second;
}

PublishedPtr SettingBook::AsOf(const Versions& versions, uint64_t number) {
  const auto behind = std::ranges::upper_bound(
      versions, number, {}, [](const PublishedPtr& version) { return version->number; });
  if (behind == versions.begin()) return nullptr;
  const PublishedPtr& version = *std::prev(behind);
  return version->retired ? nullptr : version;
}

PublishedPtr Settings::Find(std::string_view tenant, v1::Document::KindCase kind,
                            std::string_view name) const {
  const std::shared_lock lock(book_->mutex_);
  const auto found = book_->versions_.find({std::string(tenant), kind, std::string(name)});
  return found == book_->versions_.end() ? nullptr : SettingBook::AsOf(found->second, number_);
}

PublishedPtr Settings::FindVersion(std::string_view tenant, v1::Document::KindCase kind,
                                   std::string_view name, uint64_t version) const {
  const std::shared_lock lock(book_->mutex_);
  const auto found = book_->versions_.find({std::string(tenant), kind, std::string(name)});
  if (found == book_->versions_.end()) return nullptr;
  const auto at = std::ranges::lower_bound(found->second, version, {},
                                           [](const PublishedPtr& each) { return each->version; });
  return at != found->second.end() && (*at)->version == version ? *at : nullptr;
}

std::vector<PublishedPtr> Settings::All(std::string_view tenant,
                                        v1::Document::KindCase kind) const {
  std::vector<PublishedPtr> all;
  const std::shared_lock lock(book_->mutex_);
  auto at = book_->versions_.lower_bound({std::string(tenant), kind, ""});
  for (; at != book_->versions_.end() && at->first.tenant == tenant && at->first.kind == kind;
       ++at) {
    PublishedPtr version = SettingBook::AsOf(at->second, number_);
    if (version != nullptr) all.push_back(std::move(version));
  }
  return all;
}

std::vector<TenantDocument> Settings::AllOf(v1::Document::KindCase kind, std::string_view tenant,
                                            std::string_view name, size_t max) const {
  std::vector<TenantDocument> all;
  const std::shared_lock lock(book_->mutex_);
  auto at = book_->versions_.lower_bound({std::string(tenant), kind, std::string(name)});
  while (at != book_->versions_.end() && all.size() < max) {
    const SettingBook::Key& key = at->first;
    if (key.kind < kind) {
      at = book_->versions_.lower_bound({key.tenant, kind, ""});
    } else if (key.kind > kind) {
      at = book_->versions_.lower_bound({key.tenant + '\0', kind, ""});
    } else {
      PublishedPtr version = SettingBook::AsOf(at->second, number_);
      if (version != nullptr) all.push_back({key.tenant, std::move(version)});
      ++at;
    }
  }
  return all;
}

}  // namespace docket::setting
