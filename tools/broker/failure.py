"""What can go wrong on the way to a broker, each said so that the reader knows what to do."""

# EX_UNAVAILABLE of sysexits.h.
UNAVAILABLE = 69


class Failure(Exception):
    """What was asked was not done."""

    exit_status = 1


class Unavailable(Failure):
    """No broker can be had on this machine: no Java, or no way to Maven's artefacts. Tests that
    need one take this exit status for a skip."""

    exit_status = UNAVAILABLE
