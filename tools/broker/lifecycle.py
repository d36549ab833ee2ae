"""What the commands do: bring a cluster up and down, and ill-treat its nodes."""

import contextlib
import pathlib
import shutil
import signal
import subprocess
import sys
import time

from failure import Failure
from jvm import Jvm, find_java
from locks import locked
from order import Order, expect_same, found, release_of
from ports import Reservation
import assembly
import cluster as clusters
import nodes
import preparation
import process
import readiness

STOP_SECONDS_MAX = 30
_STEP_SECONDS = 0.001
_WATCHER = pathlib.Path(__file__).resolve().parent / "watcher.py"


def prepare(release):
    """All that a broker of the release needs, fetched and made where it is not there yet."""
    jvm = Jvm(find_java(), assembly.assemble(release), release.logger_options)
    preparation.ensure(release, jvm)
    return jvm


def up(folder, order, caller, seconds):
    """A cluster that is ready. `caller` is the pidfd of the process it is to end with, or None."""
    release = release_of(clusters.load(folder), order)
    jvm = prepare(release)
    with Reservation() as reservation:
        with locked(folder):
            cluster = clusters.load(folder)
            if release_of(cluster, order) is not release:
                raise Failure(f"somebody else has made a cluster in {folder}; call it again")
            if cluster is None:
                cluster = found(folder, order, reservation, jvm)
            else:
                expect_same(cluster, order)
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
            if remove and clusters.is_unfinished(folder):
                shutil.rmtree(folder)
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
        process.wait_for_end(node.process, None)
        node.process = None
        cluster.save()


def start(folder, node_id, seconds):
    """With `seconds` waits until it is ready; None returns at once."""
    jvm = prepare(release_of(_expect_cluster(folder), Order()))
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
    command = [sys.executable, "-B", str(_WATCHER), str(cluster.folder), str(caller)]
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
