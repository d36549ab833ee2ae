"""Who may include whom. The three tables are the law of ARCHITECTURE.md; edit them, not the code."""

import re
from typing import NamedTuple

from sources import Finding, is_test, strip_comments

# The layer of a file by the first pattern that its path begins with. `owner` is the service or
# tool whose folder it is: nobody includes another's, but for the host.
PLACES = [
    (r"tests/", "tests"),
    (r"libs/base/", "base"),
    (r"libs/log/embedded/", "log_embedded"),
    (r"libs/log/kafka/", "log_kafka"),
    (r"libs/log/", "log"),
    (r"libs/store/rocksdb/", "store_rocksdb"),
    (r"libs/store/", "store"),
    (r"libs/eventing/(decision|roles)\.", "eventing_model"),
    (r"libs/eventing/", "eventing"),
    (r"libs/condition/", "condition"),
    (r"libs/calendar/zones[._]", "calendar_zones"),
    (r"libs/calendar/", "calendar"),
    (r"libs/sla/", "sla"),
    (r"libs/setting/", "setting"),
    (r"libs/ticket/", "ticket_facts"),
    (r"libs/rpc/(wire|setting)_limits\.", "wire_limits"),
    (r"libs/rpc/", "rpc"),
    (r"libs/runtime/", "runtime"),
    (r"libs/api/", "service_api"),
    (r"libs/ops/", "ops"),
    (r"libs/hosting/service\.", "hosting_service"),
    (r"libs/hosting/", "hosting"),
    (r"libs/testing/", "testing"),
    (r"services/docket/", "host"),
    (r"(?P<owner>services/[^/]+)/domain/", "domain"),
    (r"(?P<owner>services/[^/]+)/projection/", "projection"),
    (r"(?P<owner>services/[^/]+)/app/", "app"),
    (r"(?P<owner>services/[^/]+)/api/", "api"),
    (r"(?P<owner>services/[^/]+)/main\.cc$", "main"),
    (r"(?P<owner>tools/docketctl)/topics/", "topics_tool"),
    (r"(?P<owner>tools/docketctl)/yaml_section\.", "yaml_section"),
    (r"(?P<owner>tools/[^/]+)/", "tool"),
    (r"docket/.*\.grpc\.pb\.h$", "stubs"),
    (r"(docket|google/rpc)/.*\.pb\.h$", "messages"),
]

PURE_RULES = "messages base eventing_model condition calendar sla setting ticket_facts"
PORTS = "log store eventing wire_limits"
DRIVERS = "log_embedded log_kafka store_rocksdb"

# What a layer may include beside itself. Arrows point down only.
EDGES = {
    "base": "",
    "log": "base messages",
    "log_embedded": "base messages log",
    "log_kafka": "base messages log",
    "store": "base",
    "store_rocksdb": "base store",
    "eventing_model": "base messages",
    "condition": "base messages eventing_model",
    "calendar": "base messages eventing_model",
    # Reads the machine's time zones, so it is none of the pure rules: for those that publish.
    "calendar_zones": "base messages calendar",
    "sla": "base messages eventing_model condition calendar",
    "setting": "base messages eventing_model condition calendar sla",
    "ticket_facts": "base messages eventing_model condition calendar sla setting",
    "wire_limits": "base messages",
    "eventing": f"{PURE_RULES} log store wire_limits",
    "runtime": "base messages log store store_rocksdb eventing eventing_model",
    "rpc": "base messages stubs eventing_model log wire_limits runtime",
    "service_api": "base messages log store eventing eventing_model rpc runtime",
    "ops": f"{PURE_RULES} {PORTS} stubs rpc runtime",
    "hosting_service": f"{PURE_RULES} {PORTS} rpc runtime",
    "hosting": f"{PURE_RULES} {PORTS} {DRIVERS} rpc runtime ops hosting_service",
    "testing": f"{PURE_RULES} {PORTS}",
    "domain": PURE_RULES,
    "projection": f"{PURE_RULES} {PORTS} domain",
    "app": f"{PURE_RULES} {PORTS} domain projection runtime",
    "api": f"{PURE_RULES} {PORTS} domain projection app stubs rpc runtime service_api hosting_service "
    "calendar_zones",
    "main": "api hosting",
    "host": "api hosting",
    # docketctl asks hosts by gRPC for everything; before the topics are there, no host is.
    "topics_tool": "base log log_kafka yaml_section",
    "yaml_section": "base",
    "tool": f"{PURE_RULES} stubs rpc runtime wire_limits topics_tool yaml_section",
}
# What a test may include beside what its subject may. Nobody restricts the files of tests/.
EDGES_OF_TESTS = "testing"
EDGES_OF_IMPURE_TESTS = f"testing {DRIVERS}"
PURE = frozenset("base domain eventing_model condition calendar sla setting ticket_facts".split())

TESTING = r"tests/|libs/testing/|.*_test\.(cc|h)$"
PROGRAMS = r"libs/hosting/|tools/|tests/bench/|tests/chaos/"

# Which files may include a third party's headers: it shows in one library per use.
THIRD_PARTIES = [
    (r"google/protobuf/", r""),
    (r"absl/", r"libs/base/"),
    (r"openssl/", r"libs/base/"),
    (r"utf8proc\.h$|utf8\.h$", r"libs/base/"),
    (r"rocksdb/", r"libs/store/rocksdb/|libs/log/embedded/|tests/bench/anchors/"),
    (r"librdkafka/", r"libs/log/kafka/|tools/publisher/|tests/bench/anchors/"),
    (r"grpc/|grpcpp/", rf"libs/rpc/|libs/ops/[a-z_]+_test\.cc|services/[^/]+/api/|tests/|{PROGRAMS}"),
    (r"spdlog/", r"libs/runtime/|libs/rpc/"),
    (r"fmt/|prometheus/", r"libs/runtime/"),
    (r"yaml-cpp/", r"libs/runtime/|tools/"),
    (r"CLI/", PROGRAMS),
    (r"date/", r"libs/calendar/zones[._]|tools/docketctl/import/"),
    (r"re2/", r"libs/condition/"),
    (r"lzma\.h$", r"tools/docketctl/import/"),
    (r"nlohmann/", rf"tools/|{TESTING}"),
    (r"gtest/|gmock/|rapidcheck", TESTING),
    (r"benchmark/", r"tests/bench/"),
]
SYSTEM_HEADER = re.compile(r"[a-z0-9_]+(\.h)?$|(sys|netinet|arpa|linux)/")

INCLUDE = re.compile(r"^\s*#\s*include\s*([<\"])([^>\"]+)[>\"]")


class Place(NamedTuple):
    layer: str
    owner: str | None


def place_of(path):
    for pattern, layer in PLACES:
        if found := re.match(pattern, path):
            return Place(layer, found.groupdict().get("owner"))
    return None


def allowed_layers(path, place):
    layers = {place.layer, *EDGES[place.layer].split()}
    if is_test(path):
        more = EDGES_OF_TESTS if place.layer in PURE else EDGES_OF_IMPURE_TESTS
        layers.update(more.split())
    return layers


def check_edge(path, line, place, included):
    target = place_of(included)
    if target is None:
        yield Finding(path, line, "include-path", f'"{included}" is no path from the repository\'s root')
    elif place.layer == "tests":
        return
    elif target.layer not in allowed_layers(path, place):
        yield Finding(path, line, "layers", f'{place.layer} may not include {target.layer} ("{included}")')
    elif target.owner not in (None, place.owner) and place.layer != "host":
        yield Finding(path, line, "layers", f'{place.owner} may not include {target.owner} ("{included}")')


def check_third_party(path, line, included):
    for pattern, users in THIRD_PARTIES:
        if re.match(pattern, included):
            if not re.match(users, path):
                message = f"<{included}> is not for this file; see THIRD_PARTIES"
                yield Finding(path, line, "third-party", message)
            return
    if not SYSTEM_HEADER.match(included):
        message = f"<{included}> has no owner; add it to THIRD_PARTIES"
        yield Finding(path, line, "third-party", message)


def is_third_party(quote, included):
    if quote == "<":
        return True
    return place_of(included) is None and any(re.match(p, included) for p, _ in THIRD_PARTIES)


def check(path, text):
    """The includes of one C++ file that break the law."""
    place = place_of(path)
    if place is None:
        yield Finding(path, 1, "layers", "this folder has no place in PLACES of tools/lint/layers.py")
        return
    for line, code in enumerate(strip_comments(text).splitlines(), start=1):
        if not (found := INCLUDE.match(code)):
            continue
        quote, included = found.groups()
        if is_third_party(quote, included):
            yield from check_third_party(path, line, included)
        else:
            yield from check_edge(path, line, place, included)
