"""A cluster as it was ordered and as it was started: what its folder's state.json holds.

    FOLDER/state.json           this, for tests and scripts to read
    FOLDER/nodeN.properties     Kafka's configuration of node N
    FOLDER/nodeN.log            what it says
    FOLDER/nodeN/               its data
    FOLDER/tls/                 throwaway certificates of a secure cluster
"""

import base64
import dataclasses
import json
import os
import pathlib

from failure import Failure
from process import Identity
import listeners
import process

STATE = "state.json"
_PARTIAL = "state.json.partial"


@dataclasses.dataclass
class Node:
    id: int
    ports: dict  # {listener: port}, all on 127.0.0.1.
    process: Identity | None = None

    def is_running(self):
        return self.process is not None and process.is_running(self.process)

    def is_paused(self):
        return self.process is not None and process.is_paused(self.process)


@dataclasses.dataclass
class Cluster:
    folder: pathlib.Path
    version: str
    cluster_id: str
    secure: bool = False
    acl: bool = False
    full_speed: bool = False  # The JVM optimises fully: slower to start, faster to run.
    settings: dict = dataclasses.field(default_factory=dict)  # Of the user's own, for all nodes.
    users: dict = dataclasses.field(default_factory=dict)  # {name: password}
    nodes: list = dataclasses.field(default_factory=list)
    watcher: Identity | None = None  # Ends the nodes with the caller of `up`.

    def node(self, node_id):
        for node in self.nodes:
            if node.id == node_id:
                return node
        ids = ", ".join(str(node.id) for node in self.nodes)
        raise Failure(f"no node {node_id} in {self.folder}; there are: {ids}")

    def bootstrap(self, listener=listeners.PLAINTEXT):
        return ",".join(f"127.0.0.1:{node.ports[listener]}" for node in self.nodes)

    def properties(self, node):
        return self.folder / f"node{node.id}.properties"

    def log(self, node):
        return self.folder / f"node{node.id}.log"

    def data(self, node):
        return self.folder / f"node{node.id}"

    def document(self):
        """What state.json says: the fields, and what follows from them, for whoever reads it."""
        told = dataclasses.asdict(self)
        told["folder"] = str(self.folder)
        told["users"] = {name: listeners.describe_user(self, name) for name in self.users}
        told["bootstrap"] = self.bootstrap()
        told["listeners"] = listeners.describe(self)
        return told

    def save(self):
        aside = self.folder / _PARTIAL
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(self.document(), file, indent=2)
            file.write("\n")
        aside.rename(self.folder / STATE)


def draw_id():
    """An id as Kafka has them for clusters and for folders of data: 16 random bytes in base64url.
    One that begins with a dash would be taken for an option."""
    while (drawn := base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")).startswith("-"):
        pass
    return drawn


def begin(folder):
    """Marks the folder as ours until its state is there."""
    (folder / _PARTIAL).touch(mode=0o600)  # What is saved into it has passwords.


def is_unfinished(folder):
    return (folder / _PARTIAL).exists() and not (folder / STATE).exists()


def load(folder):
    """None if there is no cluster in it."""
    try:
        told = json.loads((folder / STATE).read_text(encoding="utf-8"))
        return _parse(folder, told)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Failure(f"{folder / STATE} cannot be read ({error}); end the processes that "
                      f"`pgrep -af {folder}` names, then remove {folder}") from error


def _parse(folder, told):
    names = {field.name for field in dataclasses.fields(Cluster)}
    known = {name: value for name, value in told.items() if name in names}
    known["folder"] = folder
    known["users"] = {name: user["password"] for name, user in told["users"].items()}
    known["nodes"] = [Node(node["id"], node["ports"], _identity(node["process"]))
                      for node in told["nodes"]]
    known["watcher"] = _identity(told["watcher"])
    return Cluster(**known)


def _identity(told):
    return None if told is None else Identity(**told)
