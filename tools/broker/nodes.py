"""A node's start: its data formatted, its JVM spawned and known."""

import os
import subprocess

from failure import Failure
import listeners
import process
import properties

_LAST_LINES = 15


def format_data(cluster, jvm):
    """Gives every node an empty log of metadata. They are formatted at once: most of it is a JVM's
    start."""
    properties.write(cluster)
    scram = []
    for name, password in cluster.users.items():
        mechanism = listeners.MECHANISMS[listeners.SASL_SCRAM]
        scram += ["--add-scram", f"{mechanism}=[name={name},password={password}]"]
    runs = [
        subprocess.Popen(jvm.format(cluster.properties(node), cluster.cluster_id, *scram),
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True)
        for node in cluster.nodes]
    outputs = [run.communicate()[0] for run in runs]
    for node, run, output in zip(cluster.nodes, runs, outputs):
        if run.returncode != 0:
            raise Failure(f"the data of node {node.id} could not be formatted:\n{output}")


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
