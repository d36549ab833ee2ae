"""Three nodes on one machine: what they acknowledge survives any one of them."""

from real_broker import AUTO, REFUSED_SECONDS, BrokerTest, main


class ThreeNodes(BrokerTest):
    def test_serve_without_one_refuse_without_two_and_lose_nothing(self):
        broker = self.up("--nodes", 3, *AUTO)
        self.assertEqual([node["id"] for node in broker.status()["nodes"] if node["ready"]],
                         [1, 2, 3])
        self.assertIsNone(broker.produce("three", acks="all"))
        broker.run("kill", 2)
        self.assertIsNone(broker.produce("two", acks="all"))
        broker.run("pause", 3)
        self.assertIsNotNone(broker.produce("one", seconds=REFUSED_SECONDS, acks="all"))
        self.assertEqual([node["why_not"] for node in broker.status(expect=1)["nodes"][1:]],
                         ["not running", "paused"])
        broker.run("resume", 3)
        broker.run("start", 2)
        self.assertIsNone(broker.produce("again", acks="all"))
        kept = broker.consume()
        # What was refused may be there all the same: nobody was told that it is.
        self.assertEqual([word for word in kept if word != "one"], ["three", "two", "again"])
        self.assertIn("stopped 3 nodes", broker.run("down"))
        broker.run("up")
        self.assertEqual(broker.consume(), kept)

    def test_up_starts_only_what_does_not_run(self):
        broker = self.up("--nodes", 3)
        before = broker.pids()
        broker.run("kill", 1)
        broker.run("up")
        self.assertEqual(broker.pids()[1:], before[1:])
        self.assertNotEqual(broker.pids()[0], before[0])
        self.assertIn("node 2 is running already", broker.run("start", 2, expect=1))


if __name__ == "__main__":
    main("4.1")
