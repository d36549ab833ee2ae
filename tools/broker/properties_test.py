"""What a node is told, and what a user may not tell it."""

import pathlib
import unittest

from cluster import Cluster, Node
import listeners
import properties


def cluster_of(count, **more):
    made = Cluster(pathlib.Path("/data/broker"), "4.1.2", "id", **more)
    names = list(listeners.protocols(made.secure))
    made.nodes = [Node(k, {name: 100 * k + at for at, name in enumerate(names)})
                  for k in range(1, count + 1)]
    return made


def told(cluster, node_id=1):
    return properties.of_node(cluster, cluster.node(node_id))


class Properties(unittest.TestCase):
    def test_one_node_listens_on_loopback_and_votes_alone(self):
        one = told(cluster_of(1))
        self.assertEqual(one["listeners"], "PLAINTEXT://127.0.0.1:100,CONTROLLER://127.0.0.1:101")
        self.assertEqual(one["advertised.listeners"], "PLAINTEXT://127.0.0.1:100")
        self.assertEqual(one["controller.quorum.voters"], "1@127.0.0.1:101")
        self.assertEqual(one["offsets.topic.replication.factor"], "1")
        self.assertEqual(one["log.dirs"], "/data/broker/node1")

    def test_three_nodes_have_one_line_of_voters_and_keep_three_copies(self):
        three = cluster_of(3)
        voters = "1@127.0.0.1:101,2@127.0.0.1:201,3@127.0.0.1:301"
        self.assertEqual({told(three, k)["controller.quorum.voters"] for k in (1, 2, 3)}, {voters})
        self.assertEqual(told(three, 3)["node.id"], "3")
        self.assertEqual(told(three)["default.replication.factor"], "3")
        self.assertEqual(told(three)["min.insync.replicas"], "2")

    def test_no_listener_leaves_this_machine(self):
        for key in ("listeners", "advertised.listeners"):
            for address in told(cluster_of(3, secure=True, users={"docket": "x"}))[key].split(","):
                self.assertIn("://127.0.0.1:", address)

    def test_a_secure_node_has_a_listener_for_each_way_in(self):
        secure = told(cluster_of(1, secure=True, users={"docket": "p1", "stranger": "p2"}))
        self.assertEqual(
            secure["listener.security.protocol.map"],
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,MUTUAL_TLS:SSL,"
            "SASL_PLAIN:SASL_SSL,SASL_SCRAM:SASL_SSL")
        self.assertEqual(secure["listener.name.mutual_tls.ssl.client.auth"], "required")
        self.assertIn('user_docket="p1" user_stranger="p2";',
                      secure["listener.name.sasl_plain.plain.sasl.jaas.config"])
        self.assertNotIn("p1", secure["listener.name.sasl_scram.scram-sha-512.sasl.jaas.config"])

    def test_only_an_acl_brings_an_authorizer(self):
        users = {"docket": "x"}
        self.assertNotIn("authorizer.class.name", told(cluster_of(1, secure=True, users=users)))
        refusing = told(cluster_of(1, secure=True, acl=True, users=users))
        self.assertEqual(refusing["super.users"], "User:ANONYMOUS;User:docket")

    def test_a_users_setting_wins_over_ours_but_not_over_an_address(self):
        chosen = told(cluster_of(1, settings={"num.io.threads": "8", "node.id": "7"}))
        self.assertEqual((chosen["num.io.threads"], chosen["node.id"]), ("8", "1"))
        self.assertTrue(properties.is_fixed("advertised.listeners"))
        self.assertFalse(properties.is_fixed("log.flush.interval.messages"))

    def test_values_are_written_as_java_reads_them(self):
        self.assertEqual(properties.escape("/d/a b\\c"), "/d/a b\\\\c")
        self.assertEqual(properties.escape("/工单"), "/\\u5de5\\u5355")
        self.assertEqual(properties.escape("😀"), "\\ud83d\\ude00")


if __name__ == "__main__":
    unittest.main()
