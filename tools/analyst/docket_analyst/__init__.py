"""Reads Docket's events into Python and pandas; README.md has an example.

`Stream` reads from a source: `Kafka`, `Host` or `Export`. `Schema` has the messages, also for
publishers, and `ids` says where tickets live.
"""

import importlib

_HOMES = {
    "Stream": "stream", "Event": "events", "Place": "events", "Schema": "schema",
    "Kafka": "kafka_source", "Host": "host_source", "Export": "export_source",
    "BadRecordWarning": "report", "Report": "report",
    "DocketError": "errors", "LogDamaged": "errors", "SchemaError": "errors",
    "SourceError": "errors",
}
__all__ = sorted(_HOMES)


def __getattr__(name):
    """Imported when it is asked for, since `ids` is of use without any package installed."""
    if name not in _HOMES:
        raise AttributeError(f"docket_analyst has no {name}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
