"""What `up` is asked for, and the cluster that it makes of an empty folder."""

import dataclasses
import secrets
import shutil

from cluster import Cluster, Node, draw_id
from failure import Failure
import certificates
import cluster as clusters
import listeners
import nodes
import releases


@dataclasses.dataclass
class Order:
    """What `up` is asked for. None is what is there already, or the default."""

    version: str | None = None
    nodes: int | None = None
    port: int = 0
    secure: bool | None = None
    acl: bool | None = None
    full_speed: bool | None = None
    settings: dict | None = None


def release_of(cluster, order):
    if cluster is not None:
        if cluster.version not in releases.BY_VERSION:
            raise Failure(f"{cluster.folder} was made with Kafka {cluster.version}, which this "
                          f"tree no longer has; {_remove(cluster)}")
        return releases.BY_VERSION[cluster.version]
    return releases.BY_NAME[order.version] if order.version else releases.DEFAULT


def found(folder, order, reservation, jvm):
    """A new cluster, formatted. What was interrupted on the way to one is begun again."""
    if any(folder.iterdir()) and not clusters.is_unfinished(folder):
        raise Failure(f"{folder} has files but no cluster of ours; name another --folder")
    _empty(folder)
    clusters.begin(folder)
    cluster = Cluster(
        folder, release_of(None, order).version, draw_id(), bool(order.secure),
        bool(order.acl), bool(order.full_speed), order.settings or {})
    if cluster.secure:
        cluster.users = {name: secrets.token_hex(12)
                         for name in (listeners.USER, listeners.STRANGER)}
        certificates.make(folder / "tls", cluster.users)
    cluster.nodes = _place(order, reservation)
    nodes.format_data(cluster, jvm, jvm.checkpoint())
    cluster.save()
    return cluster


def _place(order, reservation):
    """The nodes with their ports. Those that were asked for are taken first, for all nodes, so that
    none of them is drawn for another listener."""
    count = order.nodes or 1
    asked = [reservation.hold(order.port + at) for at in range(count)] if order.port else []
    placed = []
    for at in range(count):
        ports = {listeners.PLAINTEXT: asked[at]} if asked else {}
        for name in listeners.protocols(order.secure):
            if name not in ports:
                ports[name] = reservation.draw()
        placed.append(Node(at + 1, ports))
    return placed


def _empty(folder):
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def expect_same(cluster, order):
    """What is there cannot become what was asked for, other than by beginning anew."""
    release = release_of(cluster, order)
    asked_and_there = [
        ("--version", order.version, release.name),
        ("--nodes", order.nodes, len(cluster.nodes)),
        ("--port", order.port or None, cluster.nodes[0].ports[listeners.PLAINTEXT]),
        ("--secure", order.secure, cluster.secure),
        ("--acl", order.acl, cluster.acl),
        ("--full-speed", order.full_speed, cluster.full_speed),
        ("--set", order.settings, cluster.settings)]
    for option, asked, there in asked_and_there:
        if asked is not None and asked != there:
            raise Failure(f"{cluster.folder} has a cluster with {option} {there}, not {asked}; "
                          f"name another --folder, or {_remove(cluster)}")


def _remove(cluster):
    return f"remove it with `tools/kafka down --remove --folder {cluster.folder}`"
