#pragma once

// What a server says of a request, for somebody who filled it by options: they gave --until and
// have never heard of until_time.

#include <string>
#include <vector>

namespace docket::docketctl {

// `text` with the options `given`, named without their dashes, in the place of the fields that
// they fill. Fields that no given option fills keep their names, and so does a word of `text` that
// only sounds like one.
std::string InOptionWords(std::string text, const std::vector<std::string>& given);

}  // namespace docket::docketctl
