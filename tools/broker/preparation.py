"""What a release needs besides its jars, made once by running a broker of one node.

    CACHE/VERSION/classes-KEY.jsa         the class archive of a JVM: ready in half the time
    CACHE/VERSION/bootstrap.checkpoint    what Kafka's tool formats a node with: no JVM for that
"""

import shutil
import signal

from cluster import Cluster, Node, draw_id
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
    home = jvm.libs.parent
    if _is_made(jvm):
        return
    with locked(home):
        if not _is_made(jvm):
            _make(release, jvm, home)


def _is_made(jvm):
    return jvm.archive().exists() and jvm.checkpoint().exists()


def _make(release, jvm, home):
    folder = home / "preparation.partial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    jvm.archive().unlink(missing_ok=True)  # Java makes none while it uses one.
    archive = folder / jvm.archive().name
    with Reservation() as reservation:
        ports = {name: reservation.draw() for name in listeners.OPEN}
        trainee = Cluster(folder, release.version, draw_id(), nodes=[Node(1, ports)])
        nodes.format_data(trainee, jvm)
        checkpoint = shutil.copy(nodes.checkpoint(trainee, trainee.nodes[0]), folder)
        _run_once(trainee, jvm, f"-XX:ArchiveClassesAtExit={archive}")
    if not archive.exists():
        raise Failure(f"Java has left no class archive:\n"
                      f"{nodes.last_words(trainee, trainee.nodes[0])}")
    (folder / checkpoint).rename(jvm.checkpoint())
    archive.rename(jvm.archive())
    shutil.rmtree(folder)


def _run_once(trainee, jvm, option):
    """Until it is ready, so that it has loaded what every broker loads, and has ended."""
    node = trainee.nodes[0]
    nodes.spawn(trainee, node, jvm, (option,), with_us=True)
    try:
        readiness.wait(trainee, trainee.nodes, _READY_SECONDS_MAX)
        process.send(node.process, signal.SIGTERM)
        if not process.wait_for_end(node.process, _END_SECONDS_MAX):
            raise Failure(f"the broker that is to leave a class archive in {trainee.folder} "
                          f"does not end within {_END_SECONDS_MAX} s")
    finally:
        process.send(node.process, signal.SIGKILL)
