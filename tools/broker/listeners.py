"""The doors of a node: one of plain text, and on a secure cluster one for each way of proving who
one is. Each has a name of its own, since Kafka's settings are by name."""

PLAINTEXT = "plaintext"
CONTROLLER = "controller"
TLS = "tls"
MUTUAL_TLS = "mutual_tls"
SASL_PLAIN = "sasl_plain"
SASL_SCRAM = "sasl_scram"

# {listener: Kafka's security protocol}
OPEN = {PLAINTEXT: "PLAINTEXT", CONTROLLER: "PLAINTEXT"}
SECURE = {TLS: "SSL", MUTUAL_TLS: "SSL", SASL_PLAIN: "SASL_SSL", SASL_SCRAM: "SASL_SSL"}
MECHANISMS = {SASL_PLAIN: "PLAIN", SASL_SCRAM: "SCRAM-SHA-512"}

# Who may do everything, and who may do nothing once there is an authorizer.
USER = "docket"
STRANGER = "stranger"


def protocols(secure):
    return OPEN | SECURE if secure else OPEN


def describe(cluster):
    """{listener: {bootstrap, client}}; `client` has librdkafka's settings for USER."""
    return {
        name: {"bootstrap": cluster.bootstrap(name), "client": _client(cluster, name, protocol)}
        for name, protocol in protocols(cluster.secure).items() if name != CONTROLLER
    }


def _client(cluster, name, protocol):
    tls = cluster.folder / "tls"
    settings = {"security.protocol": protocol}
    if name in SECURE:
        settings["ssl.ca.location"] = str(tls / "ca.pem")
    if name == MUTUAL_TLS:
        settings["ssl.certificate.location"] = str(tls / f"{USER}.pem")
        settings["ssl.key.location"] = str(tls / f"{USER}.key")
    if name in MECHANISMS:
        settings["sasl.mechanism"] = MECHANISMS[name]
        settings["sasl.username"] = USER
        settings["sasl.password"] = cluster.users[USER]
    return settings
