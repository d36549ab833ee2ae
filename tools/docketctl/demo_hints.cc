#include "tools/docketctl/demo_hints.h"

#include <string_view>

namespace docket::docketctl {
namespace {

// `text` as one word of a shell's.
std::string ShellWord(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace

std::vector<DemoHints> HintsOf(const DemoSubject& subject) {
  std::string docketctl = ShellWord(subject.program);
  if (!subject.address.empty()) docketctl += " --address " + ShellWord(subject.address);
  docketctl += " --tenant " + ShellWord(subject.tenant);
  const std::string ticket = docketctl + " ticket ";
  return {
      {"Look at tickets:",
       {ticket + "list --status new,open,pending,held", ticket + "get " + subject.ticket_id,
        ticket + "timeline " + subject.ticket_id,
        ticket + "get " + subject.ticket_id + " --version 1"}},
      {"Open a ticket, answer and solve it; the first command tells of it from a second terminal:",
       {ticket + "list --customer " + subject.customer_key + " --watch --changes 2",
        ticket + "create --customer " + subject.customer_key +
            " --subject 'The kettle leaks' --request-id " + subject.request_id,
        ticket + "comment " + subject.new_ticket_id +
            " 'A new one is on its way.' --solve replaced",
        ticket + "timeline " + subject.new_ticket_id}},
      {"Compare what is served with the log, and write the history down:",
       {docketctl + " --roles operator projection verify",
        docketctl + " --roles administrator export --format csv"}},
  };
}

}  // namespace docket::docketctl
