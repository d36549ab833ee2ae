"""The command line of tools/kafka; commands.py has what the commands do."""

import argparse
import pathlib
import sys

from failure import Failure
import assembly
import commands
import properties
import releases

READY_SECONDS_MAX = 60.0

DESCRIPTION = """\
A real Kafka on this machine, for tests, benchmarks and a laptop: one node or three, on 127.0.0.1
only, ready in seconds. It is assembled from Maven artefacts that are frozen by SHA-256
(tools/broker/frozen); the first `up` of a version fetches them and makes a class archive, later
ones download nothing. Several clusters may run side by side, each in a folder of its own."""

EPILOGUE = """\
FOLDER/state.json holds addresses, processes, users, certificates and librdkafka's settings for each
listener, for tests and scripts; `status --json` adds how things stand.

Exit status: 0 done, or ready; 1 not done, or not ready; 2 wrong usage; 69 there is no way to a
broker here: Java, Maven or the artefacts cannot be had. Missing Debian packages ([kafka] of
tools/packages.txt) are installed by up, start, fetch and freeze, as tools/dev does it.

Environment: DOCKET_KAFKA_CACHE, a folder for what is fetched, instead of build/kafka, so that
several checkouts share it; JAVA_HOME, another Java than the one in PATH."""


def main(arguments):
    given = _parser().parse_args(arguments)
    try:
        return given.run(given)
    except Failure as failure:
        print(f"tools/kafka: {failure}", file=sys.stderr)
        return failure.exit_status
    except OSError as error:  # It names the file or the program.
        print(f"tools/kafka: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser():
    parser = argparse.ArgumentParser(
        prog="tools/kafka", description=DESCRIPTION, epilog=EPILOGUE, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    added = parser.add_subparsers(metavar="COMMAND", required=True)
    folder = _folder_options()
    _add_up(added, folder)
    down = _add(added, "down", commands.down, "end all nodes and keep their data", folder)
    down.add_argument("--remove", action="store_true",
                      help="kill the nodes and remove FOLDER with all that is in it")
    status = _add(added, "status", commands.status,
                  "tell nodes, processes, addresses, memory, and whether they are ready", folder)
    _add_json(status)
    _add_node(added, "kill", commands.kill, "end a node by SIGKILL", folder)
    start = _add_node(added, "start", commands.start,
                      "start it again on its data and ports; wait until it is ready", folder)
    start.add_argument("--no-wait", action="store_true", help="return once its process is there")
    _add_timeout(start)
    _add_yes(start)
    _add_node(added, "pause", commands.pause, "stop a node by SIGSTOP", folder)
    _add_node(added, "resume", commands.resume, "let it go on, by SIGCONT", folder)
    _add_release(_add(added, "fetch", commands.fetch, "only fetch and prepare a version"))
    _add_release(_add(added, "freeze", commands.freeze,
                      "fetch a version anew and write its frozen list; for who moves it to another"))
    return parser


def _folder_options():
    options = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    options.add_argument(
        "--folder", type=_folder, metavar="DIR",
        default=assembly.ROOT / "build" / "kafka" / "broker",
        help="where the cluster lives; build/kafka/broker unless given")
    return options


def _add(added, name, run, text, *parents):
    command = added.add_parser(name, help=text, description=text, parents=parents,
                               allow_abbrev=False)
    command.set_defaults(run=run)
    return command


def _add_up(added, folder):
    text = "start what does not run of a cluster, wait until all is ready, print its address"
    up = _add(added, "up", commands.up, text, folder)
    up.add_argument("--nodes", type=int, choices=(1, 3), help="1 unless given")
    up.add_argument("--version", choices=releases.BY_NAME, help="4.1 unless given")
    up.add_argument("--secure", action="store_true",
                    help="besides the plain listener: TLS, mutual TLS, SASL PLAIN and SCRAM over "
                    "TLS, with throwaway certificates, for the users docket and stranger")
    up.add_argument("--acl", action="store_true",
                    help="with an authorizer: docket may do everything, stranger nothing")
    up.add_argument("--port", type=_port, default=0, metavar="N",
                    help="of the first node's plain listener, the next nodes' follow it; drawn "
                    "unless given, as all others are")
    up.add_argument("--set", type=_setting, action="append", default=[], metavar="KEY=VALUE",
                    help="a setting of Kafka's own, for all nodes")
    up.add_argument("--full-speed", action="store_true",
                    help="for benchmarks: the JVM optimises fully, and takes longer to start")
    up.add_argument("--with-parent", type=int, nargs="?", const=0, metavar="PID",
                    help="kill the nodes when the process PID ends; the one that called, if no PID "
                    "is given")
    _add_json(up)
    _add_timeout(up)
    _add_yes(up)


def _add_node(added, name, run, text, folder):
    command = _add(added, name, run, text, folder)
    command.add_argument("node", type=int, metavar="NODE", help="1, 2 or 3")
    return command


def _add_release(command):
    command.add_argument("--version", choices=releases.BY_NAME, help="4.1 unless given")
    _add_yes(command)


def _add_yes(command):
    """tools/kafka has done it before it calls us."""
    command.add_argument("--yes", action="store_true",
                         help="install missing packages without asking")


def _add_json(command):
    command.add_argument("--json", action="store_true", help="as state.json has it, and more")


def _add_timeout(command):
    command.add_argument("--timeout", type=float, default=READY_SECONDS_MAX, metavar="SECONDS",
                         help=f"wait no longer than this, {READY_SECONDS_MAX:g} unless given")


def _folder(text):
    if "," in text:
        raise argparse.ArgumentTypeError("Kafka would take a path with a comma for two")
    return pathlib.Path(text).resolve()


def _port(text):
    port = int(text)
    if not 1024 <= port <= 65533:
        raise argparse.ArgumentTypeError("a port from 1024 to 65533")
    return port


def _setting(text):
    key, separator, value = text.partition("=")
    if not key or not separator:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    if properties.is_fixed(key):
        raise argparse.ArgumentTypeError(f"{key} is decided by tools/kafka; see its own options")
    return key, value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
