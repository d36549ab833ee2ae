#pragma once

// What the tests of kinds share: an enterprise with documents in force, and what is told of another
// one.

#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/setting/document.h"
#include "libs/setting/setting_book.h"
#include "libs/testing/given_when_then.h"

namespace docket::setting {

inline v1::Document DocumentOf(std::string_view text,
                               std::source_location where = std::source_location::current()) {
  v1::Document document;
  docket::testing::ParseText(text, document, where);
  return document;
}

// In force at "acme", as small as they may be: what others name.
inline const SettingBook& AcmeBook() {
  static const SettingBook* const book = [] {
    auto* made = new SettingBook;
    for (const std::string_view text : {
             "name: 'home' pool { label: 'Home' }",
             "name: 'away' pool { label: 'Away' }",
             "name: 'first' team { label: 'First' pool: 'home' }",
             "name: 'second' team { label: 'Second' pool: 'home' }",
             "name: 'far' team { label: 'Far' pool: 'away' }",
             "name: 'work' calendar { zone: 'Asia/Shanghai' }",
             "name: 'ada' agent { label: 'Ada' pool: 'home' teams: 'first' }",
             "name: 'default' tenant { zone: 'Asia/Shanghai' languages: ['zh-CN', 'en'] }",
             "name: 'hook' endpoint { url: 'https://shop.example.com/' }",
             "name: 'news' message_template { texts { channel: MESSAGE_CHANNEL_EMAIL } texts { "
             "channel: MESSAGE_CHANNEL_IN_APP } texts { channel: MESSAGE_CHANNEL_WEBHOOK } }",
         }) {
      made->Publish("acme", DocumentOf(text));
    }
    return made;
  }();
  return *book;
}

// "FIELD must be RULE" of each fault of `document`, in order.
inline std::vector<std::string> Told(const v1::Document& document) {
  std::vector<std::string> told;
  for (const Fault& fault : FaultsOf(document, "acme", AcmeBook().Newest())) {
    told.push_back(fault.field + " must be " + fault.rule);
  }
  return told;
}

// What is told of `document` once `how` was done to it.
template <typename How>
std::vector<std::string> ToldAfter(v1::Document document, How how) {
  how(document);
  return Told(document);
}

}  // namespace docket::setting
