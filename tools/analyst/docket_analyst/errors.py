"""What can go wrong, each with what to do about it in its words."""


class DocketError(Exception):
    """Any error of this package."""


class SchemaError(DocketError):
    """The descriptor set is missing, or does not know what was asked for."""


class SourceError(DocketError):
    """What holds the events cannot be reached, or refuses."""


class LogDamaged(DocketError):
    """Records are missing: nothing that is computed from the rest would be true."""
