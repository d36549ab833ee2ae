"""The class archive of a release: a broker with it is ready in half the time.

Made once, from what a broker of one node loads until it is ready and has ended."""

import shutil
import signal

from cluster import Cluster, Node, draw_cluster_id
from failure import Failure
from locks import locked
from ports import Reservation
import listeners
import nodes
import process
import readiness

_READY_SECONDS_MAX = 60
_END_SECONDS_MAX = 60


def ensure(release, jvm):
    archive = jvm.archive()
    if archive.exists():
        return
    with locked(archive.parent):
        if not archive.exists():
            _make(release, jvm, archive)


def _make(release, jvm, archive):
    folder = archive.parent / "archive.partial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    made = folder / archive.name
    _run_once(release, jvm, folder, made)
    made.rename(archive)
    shutil.rmtree(folder)


def _run_once(release, jvm, folder, made):
    with Reservation() as reservation:
        ports = {name: reservation.draw() for name in listeners.OPEN}
        trainee = Cluster(folder, release.version, draw_cluster_id(), nodes=[Node(1, ports)])
        node = trainee.nodes[0]
        nodes.format_data(trainee, jvm)
        nodes.spawn(trainee, node, jvm, (f"-XX:ArchiveClassesAtExit={made}",), with_us=True)
        try:
            readiness.wait(trainee, trainee.nodes, _READY_SECONDS_MAX)
            process.send(node.process, signal.SIGTERM)
            if not process.wait_for_end(node.process, _END_SECONDS_MAX):
                raise Failure(f"the broker that is to leave {made} does not end")
        finally:
            process.send(node.process, signal.SIGKILL)
    if not made.exists():
        raise Failure(f"Java has left no class archive:\n{nodes.last_words(trainee, node)}")
