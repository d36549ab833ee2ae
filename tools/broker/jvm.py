"""Which Java runs, and with what."""

import dataclasses
import hashlib
import os
import pathlib
import shutil

from failure import Unavailable

# A broker in little memory that is soon there. A node that runs out of memory ends instead of
# limping, and a killed one leaves nothing in /tmp.
_BROKER = ("-Xmx192m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData")
# The first compiler alone: benchmarks want both, everybody else wants to begin.
_EARLY = "-XX:TieredStopAtLevel=1"


def find_java():
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None)
    if java is None:
        raise Unavailable(f"no java in {home}/bin, where JAVA_HOME points" if home else
                          "java is not installed: apt-get install default-jre-headless")
    return pathlib.Path(java).resolve()


@dataclasses.dataclass(frozen=True)
class Jvm:
    """A Java with the jars of a release."""

    java: pathlib.Path
    libs: pathlib.Path
    logger_options: tuple

    def environment(self):
        """With the class path, which would fill the screen of whoever looks at the processes. It is
        sorted and names each jar, so that a class archive finds it as it was."""
        jars = sorted(str(jar) for jar in self.libs.glob("*.jar"))
        return {**os.environ, "CLASSPATH": ":".join(jars)}

    def archive(self):
        """Where classes are kept as the JVM wants them in memory. An archive is for one JVM and one
        class path whose jars are as old as they were, so all of these are in its name: the JVM
        would leave another aside, and each start would take twice as long."""
        library = self.java.parent.parent / "lib" / "server" / "libjvm.so"
        made = library.stat().st_mtime_ns if library.exists() else 0
        fetched = max((jar.stat().st_mtime_ns for jar in self.libs.glob("*.jar")), default=0)
        named = f"{self.java} {made} {self.libs} {fetched}"
        key = hashlib.sha256(named.encode()).hexdigest()[:12]
        return self.libs.parent / f"classes-{key}.jsa"

    def checkpoint(self):
        """What a node of this release is formatted with, once it is known."""
        return self.libs.parent / "bootstrap.checkpoint"

    def command(self, main, *arguments, options=()):
        """Starts the class `main` with all options that a broker has, in that environment."""
        archive = self.archive()
        shared = (f"-XX:SharedArchiveFile={archive}",) if archive.exists() else ()
        return [str(self.java), *_BROKER, "-Xshare:auto", *shared, *self.logger_options, *options,
                main, *arguments]

    def broker(self, properties, scratch, *, full_speed=False, options=()):
        """A node. `scratch` is where it unpacks native libraries."""
        early = () if full_speed else (_EARLY,)
        return self.command("kafka.Kafka", str(properties),
                            options=(*early, f"-Djava.io.tmpdir={scratch}", *options))

    def format(self, properties, cluster_id, *arguments):
        return self.command("kafka.tools.StorageTool", "format", "-t", cluster_id,
                            "-c", str(properties), *arguments, options=(_EARLY,))
