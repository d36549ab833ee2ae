"""Events from a running host, through LogService.Tail: on Kafka and on one machine alike."""

from docket_analyst.errors import LogDamaged, SourceError
from docket_analyst.events import Commits, Place

_METHOD = "/docket.log.v1.LogService/Tail"
_VERDICT = "TAIL_VERDICT_"
_ACCEPTED = "accepted"


class Host:
    """The host that serves at `address`, asked as `actor` for its tenant's events.

    The host judges which commits count, and keeps other tenants' to itself.
    """

    def __init__(self, address="127.0.0.1:8443", tenant="default", actor="service:analyst",
                 roles="service"):
        self._address = address
        self._caller = (("docket-tenant", tenant), ("docket-actor", actor), ("docket-roles", roles))

    def events(self, request, report):
        import grpc

        commits = Commits(request, report)
        with grpc.insecure_channel(self._address) as channel:
            try:
                for answer in self._tail(channel, request):
                    yield from _events(answer, commits, report)
            except grpc.RpcError as error:
                raise self._failure(error.code().name, error.details()) from None

    def _tail(self, channel, request):
        ask = request.schema.message("docket.log.v1.TailRequest")
        answer = request.schema.message("docket.log.v1.TailResponse")
        tail = channel.unary_stream(_METHOD, request_serializer=ask.SerializeToString,
                                    response_deserializer=answer.FromString)
        # Raw, so that what does not count is counted.
        return tail(ask(topics=[request.topic], raw=True), metadata=self._caller)

    def _failure(self, code, details):
        if code in ("DATA_LOSS", "OUT_OF_RANGE"):
            return LogDamaged(f"{self._address}: {details}")
        how = {
            "UNAVAILABLE": "is a host serving there, and ready?",
            "PERMISSION_DENIED": "a reader of the log has the role service or administrator",
            "UNIMPLEMENTED": "what serves there is no host of Docket, or of another release",
            "ABORTED": "too slow a reader is left: take the events into a list first",
        }.get(code, "")
        return SourceError(f"{self._address} answers {code}: {details}" + (how and f" ({how})"))


def _events(answer, commits, report):
    content = answer.WhichOneof("content")
    if content == "unreadable":
        report.add_bad(_place(answer.unreadable.place), answer.unreadable.reason)
    if content != "commit":
        return
    told = answer.commit
    verdict = told.DESCRIPTOR.fields_by_name["verdict"].enum_type.values_by_number[told.verdict]
    verdict = verdict.name.removeprefix(_VERDICT).lower()
    if told.skipped:
        verdict = "skipped"
    if verdict != _ACCEPTED:
        report.dropped[verdict] += 1
        return
    place = _place(told.place)
    commit = commits.parse(place, told.key, told.value)
    if commit is not None:
        yield from commits.events(place, commit)


def _place(place):
    return Place(place.topic, place.partition, place.offset)
