#pragma once

// deploy/kafka/topics.yaml as it was when this program was built, so that docketctl knows the
// topics of its release wherever it runs.

namespace docket::docketctl {

extern const char kBuiltInTopics[];

}  // namespace docket::docketctl
