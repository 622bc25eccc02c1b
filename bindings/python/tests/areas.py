"""The submodules of the extension, for tests of what they bind."""

from domainsec._core import edge, message, stamp, telemetry, tls

__all__ = ["edge", "message", "stamp", "telemetry", "tls"]
