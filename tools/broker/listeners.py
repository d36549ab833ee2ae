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


def describe_user(cluster, name):
    tls = cluster.folder / "tls"
    return {"password": cluster.users[name], "certificate": str(tls / f"{name}.pem"),
            "key": str(tls / f"{name}.key")}


def _client(cluster, name, protocol):
    settings = {"security.protocol": protocol}
    if name not in SECURE:
        return settings
    user = describe_user(cluster, USER)
    settings["ssl.ca.location"] = str(cluster.folder / "tls" / "ca.pem")
    if name == MUTUAL_TLS:
        settings["ssl.certificate.location"] = user["certificate"]
        settings["ssl.key.location"] = user["key"]
    if name in MECHANISMS:
        settings["sasl.mechanism"] = MECHANISMS[name]
        settings["sasl.username"] = USER
        settings["sasl.password"] = user["password"]
    return settings
