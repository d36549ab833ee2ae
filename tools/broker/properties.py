"""Kafka's configuration of a node, from what was ordered."""

import listeners

# The two timeouts bring a killed node back in 3 s instead of 12, and the cleaner's buffer is what
# makes a heap of 192 MB enough. The rest saves threads and the waits that only a crowd needs.
_ALWAYS = {
    "process.roles": "broker,controller",
    "auto.create.topics.enable": "false",
    "log.cleaner.dedupe.buffer.size": "4194304",
    "broker.session.timeout.ms": "1500",
    "broker.heartbeat.interval.ms": "300",
    "num.network.threads": "2",
    "num.io.threads": "2",
    "background.threads": "2",
    "group.coordinator.threads": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
}
_ONE_NODE = {
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
}
# After the kill of leader and controller acknowledgements stop for 2 s; by default for 13.
_THREE_NODES = {
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "controller.quorum.election.timeout.ms": "500",
    "controller.quorum.fetch.timeout.ms": "1000",
    "controller.quorum.election.backoff.max.ms": "300",
}


def write(cluster):
    for node in cluster.nodes:
        lines = [f"{key}={escape(value)}\n" for key, value in of_node(cluster, node).items()]
        file = cluster.properties(node)
        file.touch(mode=0o600)  # It may hold passwords.
        file.write_text("".join(lines), encoding="utf-8")


def escape(value):
    """Java reads such a file as Latin-1 with escapes."""
    return "".join(
        "\\\\" if sign == "\\" else sign if sign.isascii() else _escape_wide(sign) for sign in value)


def _escape_wide(sign):
    units = sign.encode("utf-16-be")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2]))


def of_node(cluster, node):
    """{key: value}; the user's own settings come last, but never over an address or an id."""
    chosen = _ALWAYS | (_ONE_NODE if len(cluster.nodes) == 1 else _THREE_NODES)
    if cluster.secure:
        chosen = chosen | _tls(cluster) | _sasl(cluster)
    if cluster.acl:
        chosen = chosen | _acl()
    return chosen | cluster.settings | _identity(cluster, node)


def is_fixed(key):
    """Whether the key is no user's to set: it says who and where a node is, and who may enter."""
    return key in _FIXED or key.startswith(("ssl.", "sasl.", "listener.", "advertised."))


_FIXED = frozenset((
    "process.roles", "node.id", "broker.id", "listeners", "log.dir", "log.dirs",
    "metadata.log.dir", "controller.quorum.voters", "controller.quorum.bootstrap.servers",
    "controller.listener.names", "inter.broker.listener.name", "security.inter.broker.protocol",
    "authorizer.class.name", "super.users"))


def _identity(cluster, node):
    protocols = listeners.protocols(cluster.secure)
    addresses = {name: f"{_kafka(name)}://127.0.0.1:{node.ports[name]}" for name in protocols}
    voters = (f"{voter.id}@127.0.0.1:{voter.ports[listeners.CONTROLLER]}"
              for voter in cluster.nodes)
    return {
        "node.id": str(node.id),
        "log.dirs": str(cluster.data(node)),
        "controller.quorum.voters": ",".join(voters),
        "controller.listener.names": _kafka(listeners.CONTROLLER),
        "inter.broker.listener.name": _kafka(listeners.PLAINTEXT),
        "listeners": ",".join(addresses.values()),
        "advertised.listeners": ",".join(
            address for name, address in addresses.items() if name != listeners.CONTROLLER),
        "listener.security.protocol.map": ",".join(
            f"{_kafka(name)}:{protocol}" for name, protocol in protocols.items()),
    }


def _tls(cluster):
    """Whoever shows a certificate is called by its common name alone, as a SASL user is."""
    tls = cluster.folder / "tls"
    return {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(tls / "server.store.pem"),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(tls / "ca.pem"),
        "ssl.client.auth": "none",
        f"listener.name.{listeners.MUTUAL_TLS}.ssl.client.auth": "required",
        "ssl.principal.mapping.rules": "RULE:^CN=([^,]+)$/$1/,DEFAULT",
    }


def _sasl(cluster):
    modules = "org.apache.kafka.common.security"
    users = " ".join(f'user_{name}="{password}"' for name, password in cluster.users.items())
    login = {
        listeners.SASL_PLAIN: f"{modules}.plain.PlainLoginModule required {users};",
        listeners.SASL_SCRAM: f"{modules}.scram.ScramLoginModule required;",
    }
    chosen = {}
    for name, mechanism in listeners.MECHANISMS.items():
        prefix = f"listener.name.{name}"
        chosen[f"{prefix}.sasl.enabled.mechanisms"] = mechanism
        chosen[f"{prefix}.{mechanism.lower()}.sasl.jaas.config"] = login[name]
    return chosen


def _acl():
    """ANONYMOUS is whoever comes without a name: by the plain door, by TLS without a certificate,
    and the nodes themselves."""
    return {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": f"User:ANONYMOUS;User:{listeners.USER}",
    }


def _kafka(listener):
    return listener.upper()
