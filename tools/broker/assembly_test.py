"""Which jars are taken for a release."""

import hashlib
import os
import pathlib
import tempfile
import unittest
import unittest.mock

from failure import Failure, Unavailable
import assembly
import releases

# Fetches nothing: what the tests of a folder of jars need is in the folder.
NO_MAVEN = "#!/bin/sh\necho '[ERROR] Could not transfer artifact: no route to host'\nexit 1\n"
FROZEN = {"a.jar": hashlib.sha256(b"a").hexdigest(), "b.jar": hashlib.sha256(b"b").hexdigest()}


class Assembly(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.cache = pathlib.Path(scratch.name, "cache")
        self.programs = pathlib.Path(scratch.name, "bin")
        self.programs.mkdir()
        environment = {"DOCKET_KAFKA_CACHE": str(self.cache),
                       "PATH": f"{self.programs}:{os.environ['PATH']}"}
        patch = unittest.mock.patch.dict(os.environ, environment)
        patch.start()
        self.addCleanup(patch.stop)
        self.release = unittest.mock.Mock(version="9.9", pom=releases.DEFAULT.pom)
        lines = "".join(f"{digest}  {name}\n" for name, digest in FROZEN.items())
        self.release.frozen_list = unittest.mock.Mock()
        self.release.frozen_list.read_text.return_value = lines
        self.release.frozen_list.relative_to.return_value = "frozen/9.9"

    def put_maven(self, script):
        maven = self.programs / "mvn"
        maven.write_text(script)
        maven.chmod(0o755)

    def put_jars(self, **jars):
        libs = self.cache / "9.9" / "libs"
        libs.mkdir(parents=True)
        for name, content in jars.items():
            (libs / f"{name}.jar").write_text(content)
        return libs

    def test_the_frozen_jars_are_taken_without_maven(self):
        self.put_maven(NO_MAVEN)
        libs = self.put_jars(a="a", b="b")
        self.assertEqual(assembly.assemble(self.release), libs)

    def test_a_missing_another_and_a_changed_jar_are_each_refused_by_name(self):
        self.put_jars(a="x", c="c")
        with self.assertRaises(Failure) as refused:
            assembly.assemble(self.release)
        for told in ("a.jar differs", "b.jar is missing", "c.jar is not of this release",
                     f"Remove {self.cache / '9.9'} and"):
            self.assertIn(told, str(refused.exception))

    def test_what_maven_fetched_is_taken_whole(self):
        self.put_maven(fetching("printf a >$libs/a.jar; printf b >$libs/b.jar"))
        libs = assembly.assemble(self.release)
        self.assertEqual(sorted(file.name for file in libs.iterdir()), ["a.jar", "b.jar"])
        self.assertEqual([entry.name for entry in self.cache.iterdir()], ["9.9"])

    def test_what_maven_fetched_otherwise_than_frozen_is_not_taken(self):
        self.put_maven(fetching("printf a >$libs/a.jar; printf x >$libs/b.jar"))
        for _ in range(2):
            with self.assertRaisesRegex(Failure, "b.jar differs"):
                assembly.assemble(self.release)
            self.assertFalse((self.cache / "9.9").exists())

    def test_an_interrupted_fetch_is_begun_again(self):
        self.put_maven(fetching("printf a >$libs/a.jar; exit 1"))
        with self.assertRaises(Unavailable):
            assembly.assemble(self.release)
        self.put_maven(fetching("printf a >$libs/a.jar; printf b >$libs/b.jar"))
        self.assertTrue(assembly.assemble(self.release).is_dir())

    def test_without_a_way_to_the_artefacts_it_says_what_maven_said(self):
        self.put_maven(NO_MAVEN)
        with self.assertRaisesRegex(Unavailable, "no route to host"):
            assembly.assemble(self.release)


def fetching(script):
    """A Maven that has `script` fill the folder of jars; $libs is that folder."""
    return ("#!/bin/sh\nfor option; do case $option in\n"
            "-DoutputDirectory=*) libs=${option#*=} ;;\n"
            f"esac done\nmkdir -p $libs\n{script}\n")


class FrozenLists(unittest.TestCase):
    def test_each_release_has_one_with_its_own_broker(self):
        for release in releases.BY_NAME.values():
            frozen = assembly.read_list(release.frozen_list.read_text(encoding="ascii"))
            self.assertIn(f"kafka_2.13-{release.version}.jar", frozen)
            self.assertTrue(all(len(digest) == 64 for digest in frozen.values()))


if __name__ == "__main__":
    unittest.main()
