"""Throwaway certificates of a secure cluster, made by openssl in FOLDER/tls.

    ca.pem                     signs all others; its key is removed once they are signed
    server.store.pem           key and certificate of all nodes, as Kafka reads them
    NAME.pem, NAME.key         certificate and key of a user
"""

import pathlib
import shutil
import subprocess

from failure import Failure, Unavailable

_DAYS = "3650"


def make(folder, users):
    if shutil.which("openssl") is None:
        raise Unavailable("openssl is not installed: apt-get install openssl")
    folder.mkdir(mode=0o700)
    _make(folder, "ca", "-addext", "basicConstraints=critical,CA:TRUE",
          "-addext", "keyUsage=critical,keyCertSign")
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE")
    _make(folder, "server", *signed, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost")
    for user in users:
        _make(folder, user, *signed)
    _join(folder / "server.store.pem", folder / "server.key", folder / "server.pem")
    (folder / "ca.key").unlink()


def _make(folder, name, *options):
    """A key and a certificate for the common name; self-signed unless the options say by whom."""
    command = [
        "openssl", "req", "-x509", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes", "-subj", f"/CN={name}", "-days", _DAYS, "-config", "/dev/null",
        "-keyout", f"{name}.key", "-out", f"{name}.pem", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"openssl made no certificate for {name}: {done.stderr.strip()}")


def _join(store: pathlib.Path, *parts):
    store.touch(mode=0o600)
    store.write_text("".join(part.read_text(encoding="ascii") for part in parts), encoding="ascii")
