"""A secure broker: each listener lets in who proves to be docket as it demands, and nobody else."""

import re
import subprocess

from real_broker import AUTO, REFUSED_SECONDS, BrokerTest, main

# {listener: a client that is not docket}, as changes to the settings of one that is.
INTRUDERS = {
    "tls": {"security_protocol": "PLAINTEXT", "ssl_ca_location": None},
    "mutual_tls": {"ssl_certificate_location": None, "ssl_key_location": None},
    "sasl_plain": {"sasl_password": "guessed"},
    "sasl_scram": {"sasl_password": "guessed"},
}


def client_version():
    """kcat's librdkafka, as a tuple."""
    told = subprocess.run(["kcat", "-V"], capture_output=True, text=True, check=False).stdout
    return tuple(map(int, re.search(r"librdkafka (\d+)\.(\d+)\.(\d+)", told).groups()))


class Secure(BrokerTest):
    def assert_doors(self, broker, doors):
        for door in doors:
            with self.subTest(door=door):
                self.assertIsNone(broker.produce(door, listener=door))
                self.assertIsNotNone(broker.produce("no", seconds=REFUSED_SECONDS, listener=door,
                                                    **INTRUDERS[door]))
        self.assertEqual(broker.consume(), list(doors))

    def test_each_door_of_3_9(self):
        self.assert_doors(self.up("--version", "3.9", "--secure", *AUTO), INTRUDERS)

    def test_each_door_of_4_1(self):
        doors = dict(INTRUDERS)
        if client_version() < (2, 6, 1):
            # 4.x refuses the right password of such a client.
            del doors["sasl_scram"]
        self.assert_doors(self.up("--version", "4.1", "--secure", *AUTO), doors)

    def test_a_certificate_of_another_authority_is_refused(self):
        first, second = self.up("--secure"), self.up("--secure", name="second")
        told = first.produce("no", seconds=REFUSED_SECONDS, listener="mutual_tls",
                             ssl_ca_location=second.folder / "tls" / "ca.pem")
        self.assertIn("certificate verify failed", told)

    def test_acls_refuse_a_stranger_by_every_name(self):
        broker = self.up("--secure", "--acl", *AUTO)
        self.assertIsNone(broker.produce("docket", listener="sasl_plain"))
        self.assertIsNone(broker.produce("certificate", listener="mutual_tls"))
        stranger = broker.state()["users"]["stranger"]
        told = broker.produce("no", seconds=REFUSED_SECONDS, listener="sasl_plain",
                              sasl_username="stranger", sasl_password=stranger["password"])
        self.assertIn("Topic authorization failed", told)
        told = broker.produce("no", seconds=REFUSED_SECONDS, listener="mutual_tls",
                              ssl_certificate_location=stranger["certificate"],
                              ssl_key_location=stranger["key"])
        self.assertIn("Topic authorization failed", told)
        self.assertEqual(broker.consume(), ["docket", "certificate"])

    def test_three_secure_nodes_know_each_other(self):
        broker = self.up("--nodes", 3, "--secure", *AUTO)
        self.assertIsNone(broker.produce("three", listener="sasl_plain", acks="all"))
        self.assertEqual(broker.consume(), ["three"])

    def test_keys_are_for_their_owner_alone_and_no_key_signs_more(self):
        tls = self.up("--secure").folder / "tls"
        for file in [*tls.glob("*.key"), tls / "server.store.pem"]:
            self.assertEqual(file.stat().st_mode & 0o077, 0, file)
        self.assertFalse((tls / "ca.key").exists())


if __name__ == "__main__":
    main("4.1", "3.9")
