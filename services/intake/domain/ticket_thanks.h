#pragma once

// Thanks: words that only give thanks and ask for nothing.

#include <string_view>

namespace docket::intake {

// Whether `text`, normalised, is one of the phrases that Docket ships for Chinese and English.
bool IsThanks(std::string_view text);

}  // namespace docket::intake
