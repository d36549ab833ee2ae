"""Docket's messages, from the descriptor set that the build makes: no code is generated."""

import os
import pathlib

from google.protobuf import descriptor_pb2, descriptor_pool, message, message_factory

from docket_analyst.errors import SchemaError

VARIABLE = "DOCKET_DESCRIPTORS"
_HOW = f"give Schema the path of docket.desc, or name it in {VARIABLE}; it is in share/ of the build"
_PREFIX, _SUFFIX = "docket.", ".v1"
_EVENTS = ".events"


class Schema:
    """The messages of a descriptor set: that at `path`, else the one that DOCKET_DESCRIPTORS names."""

    def __init__(self, path=None):
        path = path or os.environ.get(VARIABLE)
        if not path:
            raise SchemaError(f"there is no descriptor set: {_HOW}")
        self._path = pathlib.Path(path)
        self._pool = descriptor_pool.DescriptorPool()
        for file in self._files():
            self._pool.Add(file)

    def message(self, name):
        """The class of a message by its full name, as docket.ticket.v1.TicketCommandRecord."""
        try:
            return message_factory.GetMessageClass(self._pool.FindMessageTypeByName(name))
        except KeyError:
            raise SchemaError(f"{self._path} has no message {name}: is it of another release?") from None

    def commit_of(self, topic):
        """The class of the commits that `topic` holds, "ticket.events"."""
        aggregate = short_topic(topic).removesuffix(_EVENTS)
        name = f"docket.{aggregate}.v1.{aggregate.capitalize()}Commit"
        try:
            if short_topic(topic).endswith(_EVENTS):
                return self.message(name)
        except SchemaError:
            pass
        raise SchemaError(f"{topic} is no topic of events that {self._path} knows; ticket.events is")

    def _files(self):
        try:
            files = descriptor_pb2.FileDescriptorSet.FromString(self._path.read_bytes()).file
        except OSError as error:
            raise SchemaError(f"{self._path} cannot be read ({error.strerror}): {_HOW}") from None
        except message.DecodeError:
            files = []
        if not files:
            raise SchemaError(f"{self._path} is no descriptor set: {_HOW}")
        return files


def full_topic(topic):
    """docket.ticket.events.v1 of ticket.events."""
    return f"{_PREFIX}{short_topic(topic)}{_SUFFIX}"


def short_topic(topic):
    return topic.removeprefix(_PREFIX).removesuffix(_SUFFIX)
