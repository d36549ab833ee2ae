#include "tests/simulation/administrator.h"

#include "docket/setting/v1/setting_events.pb.h"
#include "libs/base/proto_time.h"
#include "libs/setting/setting_id.h"
#include "libs/testing/toy/terms.h"
#include "tests/simulation/machine_clock.h"

namespace docket::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

}  // namespace

void Administrator::Start() {
  world_.scheduler().After(stream_.Between(milliseconds(100), seconds(4)), [this] {
    if (finished_) return;
    stream_.OneIn(5) ? Repeat() : Publish();
    Start();
  });
}

void Administrator::Publish() {
  const std::string tenant = stream_.OneIn(2) ? "acme" : "globex";
  eventing::Head& head = heads_[tenant];
  setting::v1::SettingCommit commit;
  log::v1::CommitHeader& header = *commit.mutable_header();
  header.set_tenant(tenant);
  header.set_aggregate_id(
      setting::SettingId::Of(tenant, "pool", docket::testing::kTermsPool).text());
  header.set_command_id("terms " + std::to_string(1'000'000'000 + ++published_));
  eventing::Extend(head, WallAt(world_.scheduler().now()), header);
  setting::v1::Document& document = *commit.add_events()->mutable_published()->mutable_document();
  document.set_name(std::string(docket::testing::kTermsPool));
  document.mutable_pool()->set_label("terms " + std::to_string(published_));
  const std::string bytes = BytesOf(commit);
  head = eventing::HeadOf(header, Digest::Of(bytes));
  records_.push_back({header.aggregate_id(), bytes, {}});
  world_.log().Land(SettingsPlace(), records_.back());
  world_.marks().Add("settings published");
}

void Administrator::Repeat() {
  if (!records_.empty()) world_.log().Land(SettingsPlace(), stream_.Pick(records_));
}

}  // namespace docket::simulation
