"""HTTP requests to a server, and arrays in NumPy's file format."""

from __future__ import annotations

import http.client
import io
import json
import ssl
import sys
import threading
import time
import urllib.parse
from typing import Any, NamedTuple

import numpy as np

NPY = "application/x-npy"
PROBLEM = "application/problem+json"
TIMEOUT_SECONDS = 60
MAX_RETRY_SECONDS = 300
MAX_PAUSE_SECONDS = 10
# Retry-After of the server.
MIN_WAIT_SECONDS = 1.0
# Statuses of a server, or of a proxy before it, that is starting, ending or overloaded.
UNAVAILABLE = (502, 503, 504)


class RevcorError(Exception):
    """A request that the server refuses, or a study that ended without maps.

    Attributes:
        status: HTTP status of the response, or None without one.
    """

    def __init__(self, message: str, status: int | None = None):
        super().__init__(message)
        self.status = status


class Response(NamedTuple):
    """A response of the server."""

    status: int
    headers: http.client.HTTPMessage
    body: bytearray

    def json(self) -> Any:
        """Returns the body, which is JSON."""
        return json.loads(self.body)

    def array(self) -> np.ndarray:
        """Returns the body, which is an array in NumPy's format, without a copy."""
        end = 10 + int.from_bytes(self.body[8:10], "little")
        header = io.BytesIO(self.body[:end])
        np.lib.format.read_magic(header)
        shape, _, dtype = np.lib.format.read_array_header_1_0(header)
        return np.frombuffer(self.body, dtype, offset=end).reshape(shape)


class Connection:
    """A connection that is kept open between requests; for one thread at a time.

    Args:
        url: Address of the server.
        token: Bearer token, or None.
        stopped: Event that ends the repetition of requests.
        ca: PEM file with the authority that signed the certificate of the server, or None.
        timeout: Seconds until a request without a response is repeated.
    """

    def __init__(
        self,
        url: str,
        token: str | None,
        stopped: threading.Event | None = None,
        ca: str | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RevcorError(f"url is {url!r}; it must be like http://127.0.0.1:8080")
        self._url = url
        self._path = parts.path.rstrip("/")
        token = token.strip() if token else ""
        if not (token.isascii() and (token.isprintable() and " " not in token)):
            raise RevcorError("token has blanks; it must be the text that revcor token create printed")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._stopped = stopped or threading.Event()
        self._http: http.client.HTTPConnection
        if parts.scheme == "https":
            try:
                trust = ssl.create_default_context(cafile=ca)
            except OSError as e:
                raise RevcorError(f"ca is {ca!r}, which is no readable PEM file ({e})") from None
            self._http = http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=timeout, context=trust
            )
        else:
            self._http = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        retry: bool = True,
        waits: bool = False,
    ) -> Response:
        """Sends a request and returns a response with a status below 400.

        A request that gets no response is repeated for up to five minutes, with a message.

        Args:
            body: An array, bytes whose type the headers state, or what json.dumps accepts.
            waits: Whether a request that the server itself cannot handle now is repeated until it can.

        Raises:
            RevcorError: If the server refuses the request or remains away.
        """
        sent = {**self._headers, **(headers or {})}
        data: Any = None
        if isinstance(body, np.ndarray):
            file = io.BytesIO()
            np.save(file, body)
            data, sent["Content-Type"] = file.getbuffer(), NPY
        elif isinstance(body, bytes):
            data = body
        elif body is not None:
            data, sent["Content-Type"] = json.dumps(body, default=lambda number: number.item()).encode(), "application/json"
        start, pause = time.monotonic(), 0.1
        said: bool | None = None
        while True:
            # A server closes connections that were not used for a while.
            was_open = self._http.sock is not None
            is_waiting = False
            try:
                response = self._once(method, path, data, sent)
                if response.status not in UNAVAILABLE:
                    break
                problem = _detail(response)
                was_open = False
                # A proxy sends no problem.
                is_waiting = waits and response.headers.get_content_type() == PROBLEM
            except ssl.SSLCertVerificationError as e:
                raise RevcorError(
                    f"the certificate of {self._url} is not trusted ({e.verify_message}); ca is the file of its authority"
                ) from None
            except (OSError, http.client.HTTPException) as e:
                self._http.close()
                problem = str(e) or type(e).__name__
            if was_open:
                continue
            if is_waiting:
                start, pause = time.monotonic(), max(pause, MIN_WAIT_SECONDS)
            late = not is_waiting and time.monotonic() - start > MAX_RETRY_SECONDS
            if late or not retry or self._stopped.is_set():
                raise RevcorError(f"no response from {self._url}: {problem}")
            if said is not is_waiting:
                say(
                    f"waiting for the server: {problem}"
                    if is_waiting
                    else f"no response from {self._url} ({problem}); trying again for {MAX_RETRY_SECONDS} s"
                )
                said = is_waiting
            self._stopped.wait(pause)
            pause = min(2 * pause, MAX_PAUSE_SECONDS)
        if said is False:
            say(f"connected to {self._url} again")
        if 300 <= response.status < 400:
            target = response.headers.get("Location", "another address")
            raise RevcorError(f"{self._url} redirects to {target}; connect to that address", response.status)
        if response.status >= 400:
            raise RevcorError(_detail(response), response.status)
        return response

    def _once(self, method: str, path: str, data: Any, headers: dict[str, str]) -> Response:
        self._http.request(method, self._path + path, data, headers)
        response = self._http.getresponse()
        if response.length is None:
            return Response(response.status, response.headers, bytearray(response.read()))
        body = bytearray(response.length)
        rest = memoryview(body)
        while rest:
            count = response.readinto(rest)
            if not count:
                raise http.client.IncompleteRead(b"", len(rest))
            rest = rest[count:]
        response.close()
        return Response(response.status, response.headers, body)

    def close(self) -> None:
        """Closes the connection; the next request opens it again."""
        self._http.close()


def _detail(response: Response) -> str:
    try:
        problem = response.json()
        return str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, AttributeError):
        return f"status {response.status}"


def say(message: str) -> None:
    """Prints a message to the user."""
    print(f"revcor: {message}", file=sys.stderr, flush=True)
