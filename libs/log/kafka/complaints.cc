#include "libs/log/kafka/complaints.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace docket::log::kafka {
namespace {

std::string SettingOf(const KafkaOptions& options, const std::string& name) {
  const auto found = options.settings.find(name);
  return found == options.settings.end() ? std::string() : found->second;
}

std::string Upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::string ProtocolOf(const KafkaOptions& options) {
  const std::string protocol = Upper(SettingOf(options, "security.protocol"));
  return protocol.empty() ? "PLAINTEXT" : protocol;
}

std::string MechanismOf(const KafkaOptions& options) {
  for (const char* const name : {"sasl.mechanism", "sasl.mechanisms"}) {
    if (std::string mechanism = SettingOf(options, name); !mechanism.empty()) return mechanism;
  }
  return "GSSAPI";  // librdkafka's default.
}

std::string UserOf(const KafkaOptions& options) {
  const std::string user = SettingOf(options, "sasl.username");
  return user.empty() ? "(none)" : user;
}

std::string CertificateOf(const KafkaOptions& options) {
  for (const char* const name : {"ssl.certificate.location", "ssl.keystore.location"}) {
    if (std::string file = SettingOf(options, name); !file.empty()) return file;
  }
  return SettingOf(options, "ssl.certificate.pem").empty() ? "" : "of ssl.certificate.pem";
}

bool UsesSasl(const KafkaOptions& options) { return ProtocolOf(options).starts_with("SASL"); }

// Who Kafka takes us for; what it makes of a certificate is its own matter.
std::string PrincipalOf(const KafkaOptions& options) {
  if (UsesSasl(options)) return UserOf(options);
  return CertificateOf(options).empty() ? "ANONYMOUS" : "NAME-IN-THE-CERTIFICATE";
}

bool Has(const Complaint& complaint, std::string_view part) {
  return complaint.text.find(part) != std::string::npos;
}

// What to do about SASL that was refused.
std::string SaslAdvice(const KafkaOptions& options, const Complaint& complaint) {
  const std::string mechanism = MechanismOf(options);
  if (Has(complaint, "Unsupported SASL mechanism")) {
    return "set sasl.mechanism to one that the brokers support, or switch " + mechanism +
           " on there";
  }
  if (Has(complaint, "not valid in current SASL state")) {
    return "this listener asks for no user: set security.protocol to SSL or PLAINTEXT, or give the "
           "address of the one for SASL";
  }
  std::string advice = "check sasl.username and sasl.password, and that the user exists there";
  if (mechanism.starts_with("SCRAM")) {
    advice += " (brokers from 4.0 on refuse SCRAM of librdkafka before 2.6.1, which is " +
              std::string(rd_kafka_version_str()) +
              " here, with the right password as well: use PLAIN over TLS or client certificates)";
  }
  return advice;
}

std::string WhoCalls(const KafkaOptions& options) {
  return "who calls the brokers at " + options.brokers + " by " + HowCalled(options);
}

// The beginning of a command that grants something.
std::string Granting(const KafkaOptions& options) {
  return "kafka-acls.sh --bootstrap-server " + options.brokers +
         " --add --allow-principal User:" + PrincipalOf(options);
}

std::string Called(const KafkaOptions& options) {
  return "the brokers at " + options.brokers + ", called by " + HowCalled(options) + ",";
}

}  // namespace

std::string HowCalled(const KafkaOptions& options) {
  std::string how = ProtocolOf(options);
  if (UsesSasl(options)) {
    how += " as user " + UserOf(options) + " with mechanism " + MechanismOf(options);
  } else if (how == "SSL") {
    const std::string certificate = CertificateOf(options);
    how += certificate.empty() ? " without a client certificate"
                               : " with the client certificate " + certificate;
  }
  return how;
}

absl::Status MayNot(const KafkaOptions& options, const std::string& operation,
                    const std::string& topic) {
  return PermissionDenied(WhoCalls(options) + " lacks the right to " + operation + " topic " +
                          topic + ": have it granted by `" + Granting(options) + " --operation " +
                          operation + " --topic " + topic + "`");
}

absl::Status MayNotUse(const KafkaOptions& options, const std::string& group) {
  return PermissionDenied(WhoCalls(options) + " lacks the rights to Describe and Read group " +
                          group + ": have them granted by `" + Granting(options) +
                          " --operation Describe --operation Read --group " + group + "`");
}

absl::Status Verdict(const KafkaOptions& options, const Complaint& complaint) {
  if (complaint.code == RD_KAFKA_RESP_ERR__AUTHENTICATION) {
    return PermissionDenied(Called(options) + " refuse us: " + complaint.text + "; " +
                            SaslAdvice(options, complaint));
  }
  if (Has(complaint, "certificate verify failed")) {
    return Unavailable(Called(options) +
                       " show a certificate that we cannot trust: " + complaint.text +
                       "; set ssl.ca.location to the certificate of who signed theirs, and call "
                       "them by the name that stands in it");
  }
  // Heard only after our own half of the handshake: what they do not like is our certificate.
  if (Has(complaint, "SSL alert number")) {
    return PermissionDenied(Called(options) + " refuse our side of TLS: " + complaint.text +
                            "; check ssl.certificate.location and ssl.key.location, and that the "
                            "brokers trust who signed that certificate");
  }
  return absl::OkStatus();
}

absl::Status NoAnswer(const KafkaOptions& options, const Complaint& complaint) {
  const std::string heard =
      complaint.text.empty() ? "" : "; the last thing heard was: " + complaint.text;
  const std::string with_user =
      UsesSasl(options) ? "" : ", SASL_" + ProtocolOf(options) + " where it asks for a user";
  return Unavailable(Called(options) + " do not answer" + heard +
                     "; check the address, that Kafka runs there and that security.protocol is "
                     "what its listener speaks" +
                     with_user);
}

}  // namespace docket::log::kafka
