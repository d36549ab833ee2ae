"""Events from a Kafka topic itself, judged here by the first-record rule."""

import time

from docket_analyst import ids
from docket_analyst.acceptance import ACCEPTED, Acceptance
from docket_analyst.errors import LogDamaged, SourceError
from docket_analyst.events import Commits, Place

_BATCH = 1000
# What the rule stands on. The group only names the reader: it commits no position.
_FIXED = {
    "group.id": "docket-analyst",
    "enable.auto.commit": False,
    "auto.offset.reset": "error",
    "enable.partition.eof": True,
    "isolation.level": "read_uncommitted",
    "check.crcs": True,
    "fetch.wait.max.ms": 50,  # The next partition waits for a fetch at the end of the last one.
}


class Kafka:
    """The topic on the brokers of `brokers`, "HOST:PORT", of one tenant or of all.

    `config` says how the brokers are reached: librdkafka's settings as a dict, or the path of a
    file of them, as kcat -F takes it. Every partition is read from its beginning, whatever `since`
    says, for which records count follows from those before them; about 190 bytes are held in memory
    for each ticket of one partition at a time. Brokers may be silent for `patience_seconds`.
    """

    def __init__(self, brokers, tenant=None, config=None, patience_seconds=30.0):
        self._tenant, self._patience = tenant, patience_seconds
        settings = config if isinstance(config, dict) else _settings_of(config)
        self._settings = {**settings, "bootstrap.servers": brokers, **_FIXED}

    def events(self, request, report):
        from confluent_kafka import Consumer

        complaints = []
        consumer = Consumer({**self._settings, "error_cb": complaints.append},
                            logger=_Silence())
        try:
            log = _Log(consumer, request.topic, complaints, self._patience)
            commits = Commits(request, report)
            partitions = log.partitions()
            for partition in partitions:
                acceptance = Acceptance()
                for place, key, value in log.records(partition):
                    commit = commits.parse(place, key, value)
                    if commit is None:
                        continue
                    slot = ids.slot_of_ticket(key)
                    if slot is None or ids.partition(slot, len(partitions)) != partition:
                        report.add_bad(place, "its ticket lives in another partition")
                        continue
                    verdict = acceptance.judge(place, commit.header, value)
                    if verdict != ACCEPTED:
                        report.dropped[verdict] += 1
                    elif self._tenant in (None, commit.header.tenant):
                        yield from commits.events(place, commit)
        finally:
            consumer.close()


class _Log:
    """A topic as it is when reading begins."""

    def __init__(self, consumer, topic, complaints, patience):
        self._consumer, self._topic = consumer, topic
        self._complaints, self._patience = complaints, patience

    def partitions(self):
        from confluent_kafka import KafkaException

        try:
            found = self._consumer.list_topics(self._topic, timeout=self._patience)
        except KafkaException as error:
            raise self._failure(error.args[0]) from None
        topic = found.topics[self._topic]
        if topic.error is not None:
            raise SourceError(f"{self._topic}: {topic.error.str()} (docketctl topics check tells "
                              "what is there)")
        return sorted(topic.partitions)

    def records(self, partition):
        """Place, key and value of each record up to the end as it is now."""
        from confluent_kafka import KafkaError, KafkaException, TopicPartition

        at = TopicPartition(self._topic, partition, 0)
        try:
            begin, end = self._consumer.get_watermark_offsets(at, timeout=self._patience)
        except KafkaException as error:
            raise self._failure(error.args[0]) from None
        if begin > 0:
            raise LogDamaged(f"{self._topic}/{partition} begins at offset {begin}: what came before "
                             "is gone, so nobody can say what counts")
        if end == 0:
            return
        self._consumer.assign([at])
        for record in self._records(end):
            if (error := record.error()) is not None:
                if error.code() == KafkaError._PARTITION_EOF:
                    return
                raise self._failure(error)
            yield (Place(self._topic, partition, record.offset()),
                   (record.key() or b"").decode(errors="replace"), record.value())
            if record.offset() + 1 >= end:
                return

    def _records(self, end):
        heard, at = time.monotonic(), 0
        while time.monotonic() - heard < self._patience:
            # Never more than there are, since it waits for as many as it is asked for.
            for record in self._consumer.consume(max(1, min(_BATCH, end - at)), timeout=1.0):
                heard, at = time.monotonic(), record.offset() + 1
                yield record
        why = self._complaints[-1].str() if self._complaints else "the brokers are silent"
        raise SourceError(f"{self._topic}: {why}; gave up after {self._patience:.0f} s")

    def _failure(self, error):
        from confluent_kafka import KafkaError

        if error.code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):
            return LogDamaged(f"{self._topic}: {error.str()}")
        self._consumer.poll(0)  # Brings complaints that nobody has asked for yet.
        # What it was told of a connection says more than that the time is over.
        why = "; ".join(dict.fromkeys(e.str() for e in [*self._complaints, error]))
        return SourceError(f"{self._topic}: {why} (check the address of the brokers, and the config "
                           "by which they are reached)")


class _Silence:
    """librdkafka would print to stderr what is raised here as an error."""

    def log(self, level, text, *arguments):
        pass


def _settings_of(path):
    """The settings in a file of `name=value` lines."""
    if path is None:
        return {}
    try:
        with open(path, encoding="utf-8") as file:
            lines = [line.strip() for line in file]
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from None
    settings = {}
    for line in lines:
        if line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            if not equals:
                raise SourceError(f"{path}: '{line}' is no name=value")
            settings[name.strip()] = value.strip()
    return settings
