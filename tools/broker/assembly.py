"""The jars of a release, fetched once by Maven and compared with the frozen list at each use.

    CACHE/VERSION/libs/        the jars
    CACHE/VERSION/*            what preparation.py makes of them
    CACHE/VERSION.partial/     jars that are still being fetched
    CACHE/maven/               Maven's own repository, so that a second version, or a second try,
                               fetches only what the first did not

CACHE is build/kafka, or what DOCKET_KAFKA_CACHE names, which several checkouts may share.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess

from failure import Failure, Unavailable
from locks import locked
import process

ROOT = pathlib.Path(__file__).resolve().parents[2]
FETCH_SECONDS_MAX = 900  # A busy machine took more than 300; Maven gives up by itself where nobody answers.
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"


def cache_folder():
    return pathlib.Path(os.environ.get("DOCKET_KAFKA_CACHE") or ROOT / "build" / "kafka").resolve()


def assemble(release):
    """The folder with exactly the jars of the frozen list; fetched first where there is none."""
    libs = cache_folder() / release.version / "libs"
    if not libs.is_dir():
        with locked(cache_folder()):
            if not libs.is_dir():
                _fetch(release, libs)
    _expect_frozen(release, libs, f"Remove {libs.parent} and call it again to have it fetched anew.")
    return libs


def freeze(release):
    """Fetches anew and writes the frozen list; for whoever moves a release to another version."""
    partial = cache_folder() / f"{release.version}.partial"
    with locked(cache_folder()):
        libs = _download(release, partial)
        lines = [f"{digest}  {name}\n" for name, digest in sorted(_digests(libs).items())]
        release.frozen_list.write_text("".join(lines), encoding="ascii")
        shutil.rmtree(partial)
    return len(lines)


def compare(there, frozen):
    """What is wrong with jars {name: SHA-256}: a sentence for each."""
    for name in sorted(there.keys() | frozen.keys()):
        if name not in there:
            yield f"{name} is missing"
        elif name not in frozen:
            yield f"{name} is not of this release"
        elif there[name] != frozen[name]:
            yield f"{name} differs: its SHA-256 is {there[name]}, frozen was {frozen[name]}"


def read_list(text):
    """{name: SHA-256} of lines as sha256sum writes them."""
    return {name: digest for digest, name in (line.split("  ", 1) for line in text.splitlines())}


def _expect_frozen(release, libs, advice):
    frozen = read_list(release.frozen_list.read_text(encoding="ascii"))
    if wrong := list(compare(_digests(libs), frozen)):
        told = "\n  ".join(wrong)
        raise Failure(f"{libs} is not Kafka {release.version} as "
                      f"{release.frozen_list.relative_to(ROOT)} has it:\n  {told}\n{advice}")


def _digests(libs):
    found = {}
    for file in libs.iterdir():
        with open(file, "rb") as content:
            found[file.name] = hashlib.file_digest(content, "sha256").hexdigest()
    return found


def _fetch(release, libs):
    partial = cache_folder() / f"{release.version}.partial"
    fetched = _download(release, partial)
    _expect_frozen(release, fetched, "Maven gave other files than it did once; none of them is "
                   "used. Find out who changed them before you write another list.")
    libs.parent.mkdir(exist_ok=True)
    fetched.rename(libs)
    shutil.rmtree(partial)


def _download(release, partial):
    """Has Maven copy the jars aside."""
    if shutil.which("mvn") is None:
        raise Unavailable("mvn is not installed: apt-get install maven")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    (partial / "pom.xml").write_text(release.pom(), encoding="utf-8")
    repository = cache_folder() / "maven"
    _run_maven(release, [
        "mvn", "-q", "-B", "-f", str(partial / "pom.xml"), f"-Dmaven.repo.local={repository}",
        f"{_PLUGIN}:copy-dependencies", "-DincludeScope=runtime",
        f"-DoutputDirectory={partial / 'libs'}"])
    return partial / "libs"


def _run_maven(release, command):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              check=False, timeout=FETCH_SECONDS_MAX,
                              preexec_fn=process.end_with_parent)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"Maven has not fetched Kafka {release.version} within "
                          f"{FETCH_SECONDS_MAX} s; call it again to go on") from error
    if done.returncode != 0:
        errors = [line for line in done.stdout.splitlines() if line.startswith("[ERROR]")]
        told = "\n  ".join(errors[:3]) or done.stderr.strip()
        raise Unavailable(f"Maven could not fetch Kafka {release.version}:\n  {told}\n"
                          "It needs Maven Central, or a mirror named in ~/.m2/settings.xml.")
