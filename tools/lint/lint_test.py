"""Violations planted in a tree of their own are found, with file, line and rule."""

import pathlib
import tempfile
import unittest

import layers
import lint


def found(tree):
    """What lint says of a tree {path: text}, as (path, line, rule)."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in tree.items():
            file = pathlib.Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return [(f.path, f.line, f.rule) for f in lint.findings(root)]


class TreeTest(unittest.TestCase):
    def assert_clean(self, path, text):
        self.assertEqual(found({path: text}), [])

    def assert_found(self, path, text, rule, line=1):
        self.assertEqual(found({path: text}), [(path, line, rule)])

    def assert_edge(self, allowed, path, included):
        text = f'#include "{included}"\n'
        if allowed:
            self.assert_clean(path, text)
        else:
            self.assert_found(path, text, "layers")


class Layers(TreeTest):
    def test_base_stands_on_nothing(self):
        self.assert_edge(True, "libs/base/id.cc", "libs/base/slot.h")
        self.assert_edge(False, "libs/base/id.cc", "libs/log/record.h")

    def test_log_and_store_do_not_know_each_other(self):
        self.assert_edge(False, "libs/log/record.cc", "libs/store/engine.h")
        self.assert_edge(False, "libs/store/engine.cc", "libs/log/record.h")
        self.assert_edge(False, "libs/store/rocksdb/engine.cc", "libs/log/record.h")

    def test_a_domain_sees_the_model_and_messages_only(self):
        ticket = "services/intake/domain/ticket.cc"
        self.assert_edge(True, ticket, "libs/base/status.h")
        self.assert_edge(True, ticket, "libs/eventing/decision.h")
        self.assert_edge(True, ticket, "libs/eventing/roles.h")
        self.assert_edge(True, ticket, "libs/calendar/working_time.h")
        self.assert_edge(False, ticket, "libs/calendar/zones.h")
        self.assert_edge(True, ticket, "docket/ticket/v1/ticket_events.pb.h")
        self.assert_edge(False, ticket, "libs/eventing/partition_loop.h")
        self.assert_edge(False, ticket, "docket/ticket/v1/ticket_service.grpc.pb.h")
        self.assert_edge(False, ticket, "libs/log/record.h")
        self.assert_edge(False, ticket, "libs/store/engine.h")
        self.assert_edge(False, ticket, "services/intake/projection/tickets.h")

    def test_a_domain_test_sees_what_its_domain_sees_and_the_test_library(self):
        test = "services/intake/domain/ticket_test.cc"
        self.assert_edge(True, test, "libs/testing/given.h")
        self.assert_edge(False, test, "libs/log/embedded/embedded_event_log.h")

    def test_what_tests_share_is_a_test(self):
        shared = "services/intake/domain/ticket_test.h"
        given = '#pragma once\n\n// What the tests of a ticket share.\n#include "libs/testing/given.h"\n'
        self.assert_clean(shared, given)
        self.assert_found("services/intake/domain/ticket.h", given, "layers", line=4)

    def test_arrows_inside_a_service_point_down(self):
        self.assert_edge(True, "services/intake/main.cc", "services/intake/api/door.h")
        self.assert_edge(True, "services/intake/api/door.cc", "services/intake/app/unit.h")
        self.assert_edge(True, "services/intake/app/unit.cc", "services/intake/projection/rows.h")
        self.assert_edge(True, "services/intake/projection/rows.cc", "services/intake/domain/ticket.h")
        self.assert_edge(False, "services/intake/app/unit.cc", "services/intake/api/door.h")
        self.assert_edge(False, "services/intake/projection/rows.cc", "services/intake/app/unit.h")

    def test_no_service_includes_another_but_the_host(self):
        self.assert_edge(False, "services/routing/domain/pool.cc", "services/intake/domain/ticket.h")
        self.assert_edge(True, "services/docket/main.cc", "services/intake/api/door.h")

    def test_no_tool_includes_a_service(self):
        self.assert_edge(False, "tools/docketctl/main.cc", "services/intake/domain/ticket.h")

    def test_docketctl_speaks_with_kafka_about_topics_only(self):
        topics = "libs/log/kafka/topics.h"
        self.assert_edge(True, "tools/docketctl/topics/topics.cc", topics)
        self.assert_edge(True, "tools/docketctl/topics_command.cc", "tools/docketctl/topics/topics.h")
        self.assert_edge(False, "tools/docketctl/topics_command.cc", topics)
        self.assert_edge(False, "tools/other/topics/topics.cc", topics)
        self.assert_edge(False, "tools/docketctl/topics/topics.cc", "libs/log/embedded/log.h")

    def test_drivers_are_for_hosting_and_tests_and_themselves(self):
        for driver in ("libs/log/embedded/log.h", "libs/log/kafka/log.h", "libs/store/rocksdb/engine.h"):
            self.assert_edge(True, "libs/hosting/host.cc", driver)
            self.assert_edge(False, "services/docket/main.cc", driver)
            self.assert_edge(False, "services/intake/main.cc", driver)
            self.assert_edge(True, "libs/eventing/loop_test.cc", driver)
            self.assert_edge(True, "tests/scenario/walk_test.cc", driver)
            self.assert_edge(True, driver.replace(".h", ".cc"), driver)
            self.assert_edge(False, "services/intake/app/unit.cc", driver)
            self.assert_edge(False, "libs/eventing/loop.cc", driver)

    def test_drivers_do_not_know_each_other(self):
        self.assert_edge(True, "libs/log/kafka/log.cc", "libs/log/record.h")
        self.assert_edge(False, "libs/log/kafka/log.cc", "libs/log/embedded/log.h")
        self.assert_edge(False, "libs/log/kafka/log.cc", "libs/store/engine.h")
        self.assert_edge(False, "libs/log/record.cc", "libs/log/kafka/log.h")

    def test_a_service_shows_itself_to_a_host_by_one_header(self):
        service, host = "libs/hosting/service.h", "libs/hosting/host.h"
        door = "services/intake/api/door.cc"
        self.assert_edge(True, door, service)
        self.assert_edge(False, door, host)
        self.assert_edge(True, "libs/hosting/host.cc", service)
        self.assert_edge(True, "services/intake/main.cc", "libs/hosting/program.h")
        for other in ("services/intake/domain/ticket.cc", "services/intake/projection/rows.cc",
                      "services/intake/app/unit.cc", "libs/ops/desk.cc", "tools/docketctl/main.cc"):
            self.assert_edge(False, other, service)

    def test_that_header_knows_ports_and_no_host(self):
        service = "libs/hosting/service.cc"
        self.assert_edge(True, service, "libs/log/event_log.h")
        self.assert_edge(True, service, "libs/runtime/hosted_unit.h")
        self.assert_edge(True, service, "libs/rpc/server.h")
        for above in ("libs/hosting/host.h", "libs/ops/desk.h", "libs/log/kafka/log.h",
                      "libs/store/rocksdb/engine.h"):
            self.assert_edge(False, service, above)

    def test_a_folder_outside_the_table_is_found(self):
        self.assert_found("libs/junk/junk.cc", "", "layers")

    def test_an_include_starts_at_the_root(self):
        self.assert_found("libs/base/id.cc", '\n#include "slot.h"\n', "include-path", line=2)

    def test_a_comment_includes_nothing(self):
        self.assert_clean("libs/base/id.cc", '// #include "libs/log/record.h"\n/*\n#include "x.h"\n*/\n')

    def test_the_table_knows_every_layer_and_has_no_cycle(self):
        def depth(layer, above=()):
            self.assertNotIn(layer, above)
            for below in layers.EDGES.get(layer, "").split():
                self.assertIn(below, {layer for _, layer in layers.PLACES})
                depth(below, (*above, layer))

        for layer in layers.EDGES:
            depth(layer)


class ThirdParties(TreeTest):
    def assert_owned(self, allowed, path, header):
        text = f"#include <{header}>\n"
        if allowed:
            self.assert_clean(path, text)
        else:
            self.assert_found(path, text, "third-party")

    def test_each_shows_in_its_own_library_only(self):
        self.assert_owned(True, "libs/store/rocksdb/engine.cc", "rocksdb/db.h")
        self.assert_owned(True, "libs/log/embedded/log.cc", "rocksdb/db.h")
        self.assert_owned(False, "libs/store/engine.cc", "rocksdb/db.h")
        self.assert_owned(True, "libs/log/kafka/log.cc", "librdkafka/rdkafka.h")
        self.assert_owned(False, "libs/eventing/loop.cc", "librdkafka/rdkafka.h")
        self.assert_owned(True, "services/intake/api/door.cc", "grpcpp/grpcpp.h")
        self.assert_owned(False, "services/intake/app/unit.cc", "grpcpp/grpcpp.h")
        self.assert_owned(True, "libs/runtime/logs.cc", "spdlog/spdlog.h")
        self.assert_owned(False, "services/intake/main.cc", "spdlog/spdlog.h")
        self.assert_owned(True, "libs/calendar/zones.cc", "date/tz.h")
        self.assert_owned(False, "libs/calendar/compile.cc", "date/tz.h")
        self.assert_owned(False, "services/intake/domain/ticket.cc", "date/tz.h")
        self.assert_owned(True, "libs/runtime/configuration.cc", "yaml-cpp/yaml.h")
        self.assert_owned(False, "libs/setting/document.cc", "yaml-cpp/yaml.h")
        self.assert_owned(True, "libs/hosting/program.cc", "CLI/CLI.hpp")
        self.assert_owned(False, "libs/runtime/configuration.cc", "CLI/CLI.hpp")
        self.assert_owned(True, "libs/condition/match.cc", "re2/re2.h")
        self.assert_owned(False, "libs/base/text.cc", "re2/re2.h")

    def test_quotes_do_not_hide_one(self):
        self.assert_found("libs/log/record.cc", '#include "absl/strings/cord.h"\n', "third-party")

    def test_test_frameworks_are_for_tests(self):
        self.assert_owned(True, "libs/base/id_test.cc", "gtest/gtest.h")
        self.assert_owned(False, "libs/base/id.cc", "gtest/gtest.h")

    def test_one_that_is_not_in_the_table_is_found(self):
        self.assert_owned(False, "libs/base/id.cc", "boost/optional.hpp")

    def test_the_standard_library_and_the_system_belong_to_all(self):
        for header in ("vector", "cstdint", "unistd.h", "sys/file.h", "google/protobuf/any.pb.h"):
            self.assert_owned(True, "libs/log/embedded/log.cc", header)


class Purity(TreeTest):
    DOMAIN = "services/intake/domain/ticket.cc"

    def test_banned_words_are_found_where_code_is_pure(self):
        for code, rule in {
            "auto now = std::chrono::system_clock::now();": "pure-clock",
            "using Clock = std::chrono::steady_clock; auto t = Clock::now();": "pure-clock",
            "auto t = time(nullptr);": "pure-clock",
            "auto t = std::time(0);": "pure-clock",
            "clock_gettime(CLOCK_REALTIME, &now);": "pure-clock",
            "Instant now = SystemInstant();": "pure-clock",
            "int r = rand();": "pure-randomness",
            "std::random_device device;": "pure-randomness",
            "#include <random>": "pure-randomness",
            "std::string id = DrawUuidV7(now);": "pure-randomness",
            'auto zone = std::getenv("TZ");': "pure-environment",
            "std::thread worker(run);": "pure-thread",
            "auto later = std::async(run);": "pure-thread",
            "std::this_thread::sleep_for(kSecond);": "pure-sleep",
            "usleep(1);": "pure-sleep",
        }.items():
            for path in (self.DOMAIN, "libs/eventing/loop.cc", "libs/calendar/compile.cc"):
                with self.subTest(code=code, path=path):
                    self.assert_found(path, "\n" + code + "\n", rule, line=2)
                    self.assert_clean("libs/runtime/start.cc", code + "\n")

    def test_tests_of_pure_code_may_draw_from_a_seed_and_start_threads(self):
        test = "libs/eventing/mailbox_test.cc"
        self.assert_clean(test, "#include <random>\nstd::thread worker(run);\n")
        self.assert_found(test, "std::this_thread::sleep_for(kSecond);\n", "pure-sleep")
        self.assert_found(test, "auto t = std::chrono::steady_clock::now();\n", "pure-clock")

    def test_words_that_only_look_alike_pass(self):
        for code in (
            "Time now = context.now;",
            "header.time();",
            "*commit.mutable_time() = ToProto(now);",
            "uint64_t brand(int);",
            "// std::thread, rand() and time(nullptr) are banned here.",
            'return InvalidArgument("rand() and time(nullptr) are no ids");',
            "int64_t big = 1'000'000; // 'time(nullptr)'",
        ):
            with self.subTest(code=code):
                self.assert_clean(self.DOMAIN, code + "\n")


class Files(TreeTest):
    def test_a_header_opens_with_pragma_once_and_its_purpose(self):
        self.assert_clean("libs/base/x.h", "#pragma once\n\n// What it is.\n")
        self.assert_found("libs/base/x.h", "// What it is.\n#pragma once\n", "header-start")
        self.assert_found("libs/base/x.h", "#pragma once\n\n#include <map>\n", "header-start", line=3)
        self.assert_found("libs/base/x.h", "", "header-start")

    def test_a_file_over_400_lines_says_why(self):
        self.assert_clean("libs/base/x.cc", "\n" * 400)
        self.assert_found("libs/base/x.cc", "\n" * 401, "file-length", line=401)
        self.assert_clean("libs/base/x.cc", "// long: one table.\n" + "\n" * 401)
        self.assert_found("proto/docket/x/v1/x.proto", "\n" * 401, "file-length", line=401)

    def test_one_product_file_computes_the_next_version(self):
        commit = "\nauto version = head.version + 1;\n"
        tree = {"libs/eventing/commit.cc": commit, "libs/eventing/commit_test.cc": commit}
        self.assertEqual(found(tree), [])
        tree["services/intake/app/unit.cc"] = commit
        self.assertEqual(found(tree), [("services/intake/app/unit.cc", 2, "commit-rule")])


if __name__ == "__main__":
    unittest.main()
