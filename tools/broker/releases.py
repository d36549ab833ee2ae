"""The releases of Kafka that a broker can be made of, each pinned to the last byte."""

import dataclasses
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>docket</groupId>
  <artifactId>kafka</artifactId>
  <version>{version}</version>
  <packaging>pom</packaging>
  <dependencies>
{dependencies}
  </dependencies>
</project>
"""
_DEPENDENCY = """    <dependency>
      <groupId>{}</groupId>
      <artifactId>{}</artifactId>
      <version>{}</version>
    </dependency>"""


@dataclasses.dataclass(frozen=True)
class Release:
    name: str  # What --version is given.
    version: str
    # Maven's group, artifact and version of what writes the log for slf4j, and the JVM's options
    # that have it write warnings only.
    logger: tuple
    logger_options: tuple

    @property
    def frozen_list(self):
        """The jars and their SHA-256, as sha256sum writes and checks them."""
        return FOLDER / "frozen" / f"{self.version}.sha256"

    def pom(self):
        wanted = [("org.apache.kafka", "kafka_2.13", self.version), self.logger]
        dependencies = "\n".join(_DEPENDENCY.format(*artifact) for artifact in wanted)
        return _POM.format(version=self.version, dependencies=dependencies)


_ALL = (
    # Providers made for slf4j 2 are not found by 4.1.
    Release(
        "4.1", "4.1.2", ("org.slf4j", "slf4j-simple", "1.7.36"),
        ("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
         "-Dorg.slf4j.simpleLogger.showDateTime=true",
         "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS")),
    # 3.9 sets levels through log4j's own classes, so it must be log4j that writes.
    Release(
        "3.9", "3.9.2", ("org.slf4j", "slf4j-reload4j", "1.7.36"),
        (f"-Dlog4j.configuration=file:{FOLDER / 'log4j.properties'}",)),
)
BY_NAME = {release.name: release for release in _ALL}
BY_VERSION = {release.version: release for release in _ALL}
DEFAULT = _ALL[0]
