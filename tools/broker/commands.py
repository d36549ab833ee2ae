"""What each command prints and returns; what it does is in lifecycle.py."""

import json
import os
import sys
import time

from failure import Failure
from order import Order, release_of
import assembly
import cluster as clusters
import lifecycle
import readiness


def up(given):
    began = time.monotonic()
    order = Order(
        given.version, given.nodes, given.port, given.secure or None, given.acl or None,
        given.full_speed or None, dict(given.set) or None)
    if given.acl and not given.secure:
        raise Failure("--acl needs --secure: by the plain door nobody has a name to be refused")
    caller = None if given.with_parent is None else _open_caller(given.with_parent)
    cluster = lifecycle.up(given.folder, order, caller, given.timeout)
    if given.json:
        _print_json(readiness.look(cluster))
    else:
        print(f"Kafka {cluster.version}, {_count(len(cluster.nodes))}, is ready at "
              f"{cluster.bootstrap()} after {time.monotonic() - began:.1f} s")
    return 0


def _open_caller(pid):
    """A pidfd of the process to end with; 0 stands for who called us."""
    pid, is_parent = (os.getppid(), True) if pid == 0 else (pid, False)
    try:
        caller = os.pidfd_open(pid)
    except (OSError, OverflowError) as error:
        raise Failure(f"--with-parent {pid}: there is no such process") from error
    if is_parent and os.getppid() != pid:
        raise Failure("who called `up --with-parent` has ended already")
    return caller


def down(given):
    count, killed = lifecycle.down(given.folder, given.remove)
    if count == 0:
        print(f"nothing ran in {given.folder}")
    else:
        print(f"stopped {_count(count)} in {given.folder}")
    for node_id in killed:
        print(f"node {node_id} did not end within {lifecycle.STOP_SECONDS_MAX} s and was killed")
    return 0


def status(given):
    cluster = clusters.load(given.folder)
    if cluster is None:
        raise Failure(f"there is no cluster in {given.folder}; `tools/kafka up` makes one")
    told = readiness.look(cluster)
    if given.json:
        _print_json(told)
    else:
        _print_status(told)
    return 0 if told["ready"] else 1


def _print_status(told):
    print(f"Kafka {told['version']}, cluster {told['cluster_id']}, "
          f"{'ready' if told['ready'] else 'not ready'}, in {told['folder']}")
    for name, listener in told["listeners"].items():
        print(f"  {name:12} {listener['bootstrap']}")
    for node in told["nodes"]:
        if node["running"]:
            alive = f"pid {node['process']['pid']}, {node['memory_bytes'] / 1e6:.0f} MB, "
        else:
            alive = ""
        print(f"  node {node['id']}       {alive}{node['why_not'] or 'ready'}")


def kill(given):
    lifecycle.kill(given.folder, given.node)
    return 0


def start(given):
    lifecycle.start(given.folder, given.node, None if given.no_wait else given.timeout)
    return 0


def pause(given):
    lifecycle.pause(given.folder, given.node)
    return 0


def resume(given):
    lifecycle.resume(given.folder, given.node)
    return 0


def fetch(given):
    lifecycle.prepare(release_of(None, given))
    return 0


def freeze(given):
    release = release_of(None, given)
    print(f"{release.frozen_list}: {assembly.freeze(release)} jars")
    return 0


def _print_json(told):
    json.dump(told, sys.stdout, indent=2)
    print()


def _count(nodes):
    return "1 node" if nodes == 1 else f"{nodes} nodes"
