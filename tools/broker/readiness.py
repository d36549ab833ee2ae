"""Waiting until nodes serve, and telling how things stand."""

import time

from failure import Failure
import listeners
import nodes
import process
import wire

# Between two looks; asking costs the node less than a millisecond.
_STEP_SECONDS = 0.03


def wait(cluster, wanted, seconds):
    """Returns once each of the `wanted` nodes is ready and knows all that run and are not paused."""
    deadline = time.monotonic() + seconds
    for node in wanted:
        while reason := _why_not(node, _alive(cluster)):
            _expect_running(cluster, wanted)
            if time.monotonic() > deadline:
                raise Failure(f"node {node.id} is not ready after {seconds:g} s: {reason}; "
                              f"its log is {cluster.log(node)}")
            time.sleep(_STEP_SECONDS)


def _alive(cluster):
    """Asked at each look, for a node that was killed or paused meanwhile is never heard of."""
    return {node.id for node in cluster.nodes if node.is_running() and not node.is_paused()}


def _expect_running(cluster, wanted):
    for node in wanted:
        if not node.is_running():
            raise Failure(f"node {node.id} ended while it was waited for; the end of "
                          f"{cluster.log(node)}:\n{nodes.last_words(cluster, node)}")


def look(cluster):
    """state.json and how things stand: `ready` of all, and of each node what it does now."""
    told = cluster.document()
    everyone = {node.id for node in cluster.nodes}
    for node, entry in zip(cluster.nodes, told["nodes"]):
        entry["running"] = node.is_running()
        entry["paused"] = node.is_paused()
        entry["why_not"] = _trouble(node, everyone)
        entry["ready"] = entry["why_not"] is None
        entry["memory_bytes"] = process.memory_bytes(node.process) if entry["running"] else 0
    told["ready"] = all(entry["ready"] for entry in told["nodes"])
    return told


def _trouble(node, everyone):
    if not node.is_running():
        return "not running"
    if node.is_paused():
        return "paused"
    return _why_not(node, everyone)


def _why_not(node, expected):
    """None if the node is ready."""
    try:
        if missing := expected - wire.probe(node.ports[listeners.PLAINTEXT]):
            return f"it does not know of node {', '.join(map(str, sorted(missing)))}"
        return None
    except wire.NotReady as error:
        return str(error)
