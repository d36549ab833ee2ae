#include "tools/docketctl/receipt.h"

#include <iostream>

#include "tools/docketctl/render.h"

namespace docket::docketctl {
namespace {

std::string NumberText(uint64_t number) { return number == 0 ? "" : std::to_string(number); }

}  // namespace

void PrintReceipt(const Session& session, const ticket::v1::Receipt& receipt) {
  if (session.output() == Output::kJson) {
    std::cout << ToJson(receipt);
    return;
  }
  std::cout << ToColumns({{"ticket", receipt.ticket_id()},
                          {"version", std::to_string(receipt.version())},
                          {"time", TimeText(receipt.has_time(), receipt.time())},
                          {"comment", NumberText(receipt.comment())},
                          {"solve", NumberText(receipt.solve())},
                          {"reopen", NumberText(receipt.reopen())},
                          {"urge", NumberText(receipt.urge())}});
}

}  // namespace docket::docketctl
