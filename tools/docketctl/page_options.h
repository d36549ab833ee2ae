#pragma once

// What commands that list have in common: --page-size, --page-token, --all and --token, and the way
// from page to page.

#include <cstdint>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "tools/docketctl/options.h"
#include "tools/docketctl/session.h"

namespace docket::docketctl {

struct PageOptions {
  bool all = false;
};

// Adds the options of pages. A server that is told no size gives pages of `default_size`.
template <typename Request>
void AddPageOptions(CLI::App& command, Request& request, PageOptions& options, int default_size) {
  command
      .add_option_function<int32_t>(
          "--page-size", [&request](int32_t size) { request.set_page_size(size); },
          "how many to a page, at most 1000 (" + std::to_string(default_size) + ")")
      ->check(CheckFrom(1, 1000));
  command
      .add_option("--page-token", *request.mutable_page_token(),
                  "begin where the page before ended")
      ->check(&CheckNotEmpty);
  command.add_flag("--all", options.all, "go on to the last page");
}

template <typename Request>
void AddTokenOption(CLI::App& command, Request& request) {
  command
      .add_option("--token", *request.mutable_token(),
                  "the answer must know what this token of an earlier answer knows")
      ->check(&CheckNotEmpty);
}

// Asks `call` for pages, from the one that `request` names, and hands each to `print`. False if
// that failed, which the session then knows.
template <typename Response, typename Request, typename Call, typename Print>
bool ForEachPage(Session& session, Request request, bool all, const Call& call,
                 const Print& print) {
  while (true) {
    Response response;
    const grpc::Status status =
        session.Ask([&](grpc::ClientContext& context) { return call(context, request, response); });
    session.Finish(status);
    if (!status.ok()) return false;
    print(response);
    request.set_page_token(response.next_page_token());
    if (request.page_token().empty()) return true;
    if (all) continue;
    if (session.output() == Output::kTable) {
      std::cerr << "there is more: --page-token " << request.page_token() << '\n';
    }
    return true;
  }
}

}  // namespace docket::docketctl
