"""How a request is read from its connection."""

import socket
import struct
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

READ_TIMEOUT_S = 3
"""Between two pieces of one request."""


class PatientWorker(ThreadWorker):
    """A gunicorn worker whose patience with a client that begins to send and doesn't go on is bounded.

    Otherwise a few dozen half-sent requests would hold every thread. A server that faces the internet still needs a
    proxy that reads requests whole before it passes them on.
    """

    def handle(self, conn: TConn) -> Any:
        # Of the socket itself, as gunicorn makes it blocking again for each request.
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", READ_TIMEOUT_S, 0))
        return super().handle(conn)
