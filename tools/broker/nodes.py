"""A node's start: its data formatted, its JVM spawned and known."""

import os
import shutil
import subprocess

from cluster import draw_id
from failure import Failure
import listeners
import process
import properties

_LAST_LINES = 15


def format_data(cluster, jvm, known_checkpoint=None):
    """Gives every node an empty log. All begin with the same checkpoint, of features and SCRAM
    users; where it is not known yet, or has users, Kafka's own tool formats the first node."""
    properties.write(cluster)
    if known_checkpoint is None or cluster.users:
        _format(cluster, cluster.nodes[0], jvm)
        known_checkpoint = checkpoint(cluster, cluster.nodes[0])
    for node in cluster.nodes:
        if not cluster.data(node).exists():
            _copy(cluster, node, known_checkpoint)


def checkpoint(cluster, node):
    return cluster.data(node) / "bootstrap.checkpoint"


def _format(cluster, node, jvm):
    scram = []
    for name, password in cluster.users.items():
        mechanism = listeners.MECHANISMS[listeners.SASL_SCRAM]
        scram += ["--add-scram", f"{mechanism}=[name={name},password={password}]"]
    done = subprocess.run(
        jvm.format(cluster.properties(node), cluster.cluster_id, *scram), check=False, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        preexec_fn=process.end_with_parent)
    if done.returncode != 0:
        raise Failure(f"the data of node {node.id} could not be formatted:\n{done.stdout}")


def _copy(cluster, node, known_checkpoint):
    """What the tool writes, without the second that its JVM takes to start."""
    cluster.data(node).mkdir()
    shutil.copyfile(known_checkpoint, checkpoint(cluster, node))
    (cluster.data(node) / "meta.properties").write_text(
        f"version=1\ncluster.id={cluster.cluster_id}\nnode.id={node.id}\n"
        f"directory.id={draw_id()}\n", encoding="ascii")


def spawn(cluster, node, jvm, options=(), with_us=False):
    """Starts the node and returns at once. The new process itself writes down who it is before it
    becomes Java, so that no end of this one, whenever it comes, leaves a node that nobody knows.
    `with_us` has it end with this process besides."""
    def record():
        if with_us:
            process.end_with_parent()
        node.process = process.identify(os.getpid())
        cluster.save()

    command = jvm.broker(cluster.properties(node), _scratch(cluster, node),
                         full_speed=cluster.full_speed, options=options)
    with open(cluster.log(node), "ab") as log:
        spawned = subprocess.Popen(command, cwd=cluster.folder, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, start_new_session=True,
                                   preexec_fn=record)
    node.process = process.identify(spawned.pid)


def last_words(cluster, node):
    """The end of the node's log."""
    try:
        lines = cluster.log(node).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return "\n".join(lines[-_LAST_LINES:])


def _scratch(cluster, node):
    """Emptied at each start: a killed node could not tidy up."""
    folder = cluster.folder / "scratch" / str(node.id)
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    return folder
