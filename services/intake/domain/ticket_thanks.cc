#include "services/intake/domain/ticket_thanks.h"

#include <algorithm>
#include <string>

#include "libs/base/text.h"
#include "services/intake/domain/limits.h"

namespace docket::intake {
namespace {

// Normalised. Whole comments, not parts of them: "thanks, but it is still dark" asks for something.
constexpr std::string_view kPhrases[] = {
    "谢谢",
    "谢谢你",
    "谢谢您",
    "谢谢你们",
    "多谢",
    "感谢",
    "非常感谢",
    "十分感谢",
    "太感谢了",
    "好的",
    "好的谢谢",
    "好的谢谢您",
    "收到",
    "收到谢谢",
    "知道了谢谢",
    "没问题了谢谢",
    "已解决谢谢",
    "问题已解决谢谢",
    "辛苦了",
    "thanks",
    "thankyou",
    "thankyousomuch",
    "thankyouverymuch",
    "thanksalot",
    "manythanks",
    "thx",
    "ty",
    "ok",
    "okthanks",
    "okthankyou",
    "greatthanks",
    "great",
    "perfect",
    "perfectthanks",
    "gotitthanks",
    "itworksthanks",
    "solvedthanks",
};

}  // namespace

bool IsThanks(std::string_view text) {
  const std::string said = NormaliseText(text);
  return CountCharacters(said) <= kThanksCharactersMax &&
         std::find(std::begin(kPhrases), std::end(kPhrases), said) != std::end(kPhrases);
}

}  // namespace docket::intake
