"""What the commands do: bring a cluster up and down, and ill-treat its nodes."""

import contextlib
import dataclasses
import pathlib
import secrets
import shutil
import signal
import subprocess
import sys
import time

from cluster import Cluster, Node, draw_cluster_id
from failure import Failure
from jvm import Jvm, find_java
from locks import locked
from ports import Reservation
import archive
import assembly
import certificates
import cluster as clusters
import listeners
import nodes
import process
import readiness
import releases

STOP_SECONDS_MAX = 30
_STEP_SECONDS = 0.001
_MAIN = pathlib.Path(__file__).resolve().parent / "main.py"


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


def prepare(release):
    """All that a broker of the release needs, fetched and made where it is not there yet."""
    jvm = Jvm(find_java(), assembly.assemble(release), release.logger_options)
    archive.ensure(release, jvm)
    return jvm


def up(folder, order, caller, seconds):
    """A cluster that is ready. `caller` is the pidfd of the process it is to end with, or None."""
    known = clusters.load(folder)
    jvm = prepare(_release(known, order))
    with Reservation() as reservation:
        with locked(folder):
            cluster = clusters.load(folder)
            if cluster is None:
                cluster = _found(folder, order, reservation, jvm)
            else:
                _expect_same(cluster, order)
                _hold_ports(cluster.nodes, reservation)
            if caller is not None:
                _watch(cluster, caller)
            for node in cluster.nodes:
                if not node.is_running():
                    nodes.spawn(cluster, node, jvm)
        readiness.wait(cluster, cluster.nodes, seconds)
    return cluster


def down(folder, remove=False, at_once=False):
    """Ends all nodes; with `remove` or `at_once` without giving them time. How many ran, and which
    of them had to be killed because they did not end."""
    if not folder.is_dir():
        return 0, []
    with locked(folder):
        cluster = clusters.load(folder)
        if cluster is None:
            return 0, []
        running = [node for node in cluster.nodes if node.is_running()]
        killed = _end(running, at_once or remove)
        watcher = cluster.watcher
        _forget(cluster, remove)
        if watcher is not None:
            process.send(watcher, signal.SIGKILL)  # It may be us, when all is done.
        return len(running), killed


def kill(folder, node_id):
    with _running(folder, node_id) as (cluster, node):
        process.send(node.process, signal.SIGKILL)
        process.wait_for_end(node.process, STOP_SECONDS_MAX)
        node.process = None
        cluster.save()


def start(folder, node_id, seconds):
    """With `seconds` waits until it is ready; None returns at once."""
    jvm = prepare(_release(_expect_cluster(folder), Order()))
    with Reservation() as reservation:
        with locked(folder):
            cluster = _expect_cluster(folder)
            node = cluster.node(node_id)
            if node.is_running():
                raise Failure(f"node {node_id} is running already")
            _hold_ports([node], reservation)
            nodes.spawn(cluster, node, jvm)
        if seconds is not None:
            readiness.wait(cluster, [node], seconds)


def pause(folder, node_id):
    with _running(folder, node_id) as (_, node):
        process.send(node.process, signal.SIGSTOP)
        while node.is_running() and not node.is_paused():
            time.sleep(_STEP_SECONDS)


def resume(folder, node_id):
    with _running(folder, node_id) as (_, node):
        process.send(node.process, signal.SIGCONT)


def _release(cluster, order):
    if cluster is not None:
        return releases.BY_VERSION[cluster.version]
    return releases.BY_NAME[order.version] if order.version else releases.DEFAULT


def _found(folder, order, reservation, jvm):
    """A new cluster, formatted. The state's partial file marks the folder as ours until the state
    is there, so that what was interrupted can be begun again."""
    if any(folder.iterdir()) and not (folder / clusters.PARTIAL).exists():
        raise Failure(f"{folder} has files but no cluster of ours; name another --folder")
    _empty(folder)
    (folder / clusters.PARTIAL).touch()
    cluster = Cluster(
        folder, _release(None, order).version, draw_cluster_id(), bool(order.secure),
        bool(order.acl), bool(order.full_speed), order.settings or {})
    if cluster.secure:
        cluster.users = {name: secrets.token_hex(12)
                         for name in (listeners.USER, listeners.STRANGER)}
        certificates.make(folder / "tls", cluster.users)
    cluster.nodes = [_place(node_id, cluster.secure, order.port, reservation)
                     for node_id in range(1, (order.nodes or 1) + 1)]
    nodes.format_data(cluster, jvm)
    cluster.save()
    return cluster


def _place(node_id, secure, first_port, reservation):
    ports = {name: reservation.draw() for name in listeners.protocols(secure)}
    if first_port:
        ports[listeners.PLAINTEXT] = reservation.hold(first_port + node_id - 1)
    return Node(node_id, ports)


def _empty(folder):
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _expect_same(cluster, order):
    """What is there cannot become what was asked for, other than by beginning anew."""
    release = releases.BY_VERSION[cluster.version]
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
                          "name another --folder, or remove it with `tools/kafka down --remove "
                          f"--folder {cluster.folder}`")


def _hold_ports(wanted, reservation):
    """Those of nodes that do not run; who has taken one is named here, not in a node's log."""
    for node in wanted:
        if not node.is_running():
            for port in node.ports.values():
                reservation.hold(port)


def _watch(cluster, caller):
    """Has a process of its own wait for the caller's end, even if this one is killed with it."""
    if cluster.watcher is not None:
        process.send(cluster.watcher, signal.SIGKILL)
    command = [sys.executable, "-B", str(_MAIN), "watch", "--folder", str(cluster.folder),
               "--pidfd", str(caller)]
    watcher = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, pass_fds=[caller],
                               start_new_session=True)
    cluster.watcher = process.identify(watcher.pid)
    cluster.save()
    # The watcher may have come and gone before there was a node; from here on it waits for us.
    if process.has_ended(caller):
        raise Failure("the process that this cluster was to end with has ended")


def _end(running, at_once):
    """Returns the ids of those that did not end when told."""
    for node in running:
        # A paused node is told once it goes on.
        process.send(node.process, *_ends(at_once))
    deadline = time.monotonic() + STOP_SECONDS_MAX
    late = []
    for node in running:
        if not process.wait_for_end(node.process, max(deadline - time.monotonic(), 0)):
            late.append(node.id)
            process.send(node.process, signal.SIGKILL)
            process.wait_for_end(node.process, None)
    return late


def _ends(at_once):
    return (signal.SIGKILL,) if at_once else (signal.SIGTERM, signal.SIGCONT)


def _forget(cluster, remove):
    if remove:
        shutil.rmtree(cluster.folder)
        return
    for node in cluster.nodes:
        node.process = None
    cluster.watcher = None
    cluster.save()


def _expect_cluster(folder):
    cluster = clusters.load(folder)
    if cluster is None:
        raise Failure(f"there is no cluster in {folder}; `tools/kafka up` makes one")
    return cluster


@contextlib.contextmanager
def _running(folder, node_id):
    """The cluster and its node, locked; the node must be running."""
    _expect_cluster(folder)
    with locked(folder):
        cluster = _expect_cluster(folder)
        node = cluster.node(node_id)
        if not node.is_running():
            raise Failure(f"node {node_id} is not running; `tools/kafka start {node_id}` starts it")
        yield cluster, node
