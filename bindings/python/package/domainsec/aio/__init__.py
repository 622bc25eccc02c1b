"""Domain Security for asyncio: ordinary StreamReader and StreamWriter over the edge's mutual TLS.

``domainsec.aio.smtpd`` adds it to aiosmtpd, and is imported by itself: it needs that package.
"""

from .errors import HandshakeTimeoutError, SessionError
from .streams import open_connection, start_server, start_tls

__all__ = ["HandshakeTimeoutError", "SessionError", "open_connection", "start_server", "start_tls"]
