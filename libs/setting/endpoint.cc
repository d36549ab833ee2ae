#include "libs/setting/endpoint.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace docket::setting {
namespace {

constexpr size_t kUrlBytesMax = 2048;
constexpr size_t kHostBytesMax = 253;
constexpr size_t kLabelBytesMax = 63;
constexpr std::string_view kScheme = "https://";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }

bool IsHostLabel(std::string_view label) {
  return !label.empty() && label.size() <= kLabelBytesMax && label.front() != '-' &&
         label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return IsDigit(c) || IsLetter(c) || c == '-'; });
}

// A name of two labels and more. The last begins with a letter, which no spelling of an IPv4
// address does (127.1, 0x7f.0.0.1), and an IPv6 address is no name.
bool IsHostName(std::string_view host) {
  if (host.size() > kHostBytesMax || host.find('.') == std::string_view::npos) return false;
  while (true) {
    const size_t dot = host.find('.');
    const std::string_view label = host.substr(0, dot);
    if (!IsHostLabel(label)) return false;
    if (dot == std::string_view::npos) return IsLetter(label.front());
    host.remove_prefix(dot + 1);
  }
}

// Names that lead into the own network by agreement.
bool IsPrivateName(std::string_view host) {
  std::string lower(host);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return lower.ends_with(".localhost") || lower.ends_with(".local") ||
         lower.ends_with(".localdomain") || lower.ends_with(".internal") ||
         lower.ends_with(".home.arpa");
}

bool IsPort(std::string_view port) {
  if (port.empty() || port.size() > 5 || !std::ranges::all_of(port, IsDigit)) return false;
  const int number = std::stoi(std::string(port));
  return number >= 1 && number <= 65'535;
}

bool IsPrintable(char c) { return c > ' ' && c <= '~' && c != '\\' && c != '"'; }

// Why `url` is none that may be called; empty if it may.
std::string_view WhyNot(std::string_view url) {
  if (url.size() > kUrlBytesMax) return "at most 2048 bytes";
  if (!url.starts_with(kScheme)) return "a URL that begins with https://";
  if (!std::ranges::all_of(url, IsPrintable)) return "of printable ASCII, the rest escaped as %XX";
  if (url.find('#') != std::string_view::npos) return "without a fragment";
  url.remove_prefix(kScheme.size());
  const std::string_view authority = url.substr(0, url.find_first_of("/?"));
  if (authority.find('@') != std::string_view::npos) return "without user and password";
  const size_t colon = authority.find(':');
  if (!IsHostName(authority.substr(0, colon))) {
    return "of a host by its name in DNS, not by an address";
  }
  if (IsPrivateName(authority.substr(0, colon))) return "of a host in the public internet";
  if (colon != std::string_view::npos && !IsPort(authority.substr(colon + 1))) {
    return "of a port from 1 to 65535, or of none";
  }
  return "";
}

// A secret in its own form, or the same 32 bytes in hexadecimal.
bool LooksLikeSecret(std::string_view name) {
  return name.starts_with("whsec") || (name.size() >= 32 && std::ranges::all_of(name, IsHex));
}

void CheckSecretName(const v1::Endpoint& endpoint, Checks& checks) {
  constexpr std::string_view kField = "endpoint.secret_name";
  const std::string& name = endpoint.secret_name();
  if (LooksLikeSecret(name)) {
    checks.Add(std::string(kField), "the name of a secret and not the secret",
               "Whatever a document says is kept for ever and read by many: draw another secret, "
               "give it to the notification service by a name, and write that name here.");
    return;
  }
  checks.Name(kField, name);
}

}  // namespace

void CheckEndpoint(const v1::Endpoint& endpoint, Checks& checks) {
  checks.Text("endpoint.label", endpoint.label(), kLabelCharactersMax);
  const std::string_view why_not = WhyNot(endpoint.url());
  if (!why_not.empty()) checks.Add("endpoint.url", std::string(why_not));
  CheckSecretName(endpoint, checks);
  checks.EventKinds("endpoint.event_kinds", endpoint.event_kinds(), 0);
}

}  // namespace docket::setting
