"""Responses of a function to the stimuli of a study."""

from __future__ import annotations

import os
import socket
import threading
import time
import urllib.parse
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Callable, NamedTuple

import numpy as np

from ._connection import Connection, RevcorError, say

# Seconds that the server waits for a block to hand out.
WAIT_SECONDS = 2
# A function that needs a larger share of a lease gets no stimuli ahead, since their lease would end.
MAX_SHARE_AHEAD = 0.25


class ResponseError(RevcorError, ValueError):
    """Responses of a function that do not fit its study."""


class Lease(NamedTuple):
    """The stimuli of a block that this process has for some time.

    Attributes:
        stimuli: float32 (n, C, H, W).
        seconds: Duration of the lease.
    """

    id: str
    block: int
    seconds: float
    stimuli: np.ndarray


class Responder:
    """Computes the responses of a function in threads: one block is fetched and one sent meanwhile.

    Args:
        connect: Returns a new connection whose requests end with an event.
        path: Path of the study on the server.
        study: The study, as the server describes it.
        function: Takes float32 (n, C, H, W); returns (n, classes) or n labels.
        leave: Called in the thread with an exception of the function; ends the responses.
    """

    def __init__(
        self,
        connect: Callable[[threading.Event], Connection],
        path: str,
        study: dict[str, Any],
        function: Callable[[np.ndarray], Any],
        leave: Callable[[Responder, BaseException], None],
    ):
        self._failure: BaseException | None = None
        self.ended = threading.Event()
        self._connect = connect
        self._path = path
        self._study = study
        self._leases = f"{path}/leases"
        self._source = urllib.parse.quote(f"{socket.gethostname()}-{os.getpid()}")
        self._fetching = connect(self.ended)
        self._sending = connect(self.ended)
        self._classes = len(study["observer"]["classes"])
        self._labels = study["observer"]["output"] == "labels"
        self._batch = study["plan"]["batchSize"]
        self._function = function
        self._leave = leave
        self._held: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="revcor", daemon=True)
        self._thread.start()

    def again(self) -> Responder:
        """Returns a new responder with the same function."""
        return Responder(self._connect, self._path, self._study, self._function, self._leave)

    @property
    def failure(self) -> BaseException | None:
        """What the function raised, or None; waits until its study is paused."""
        if self._failure:
            self._thread.join()
        return self._failure

    def close(self) -> None:
        """Ends, and gives blocks without responses back to the server."""
        self.ended.set()
        connection = self._connect(self.ended)
        for lease in list(self._held):
            self._give_back(lease, connection)
        connection.close()

    def _run(self) -> None:
        ahead: Future[Lease | None] | None = None
        sent: Future[None] | None = None
        share = 1.0
        try:
            with ThreadPoolExecutor(1) as fetcher, ThreadPoolExecutor(1) as sender:
                while not self.ended.is_set():
                    lease = (ahead or fetcher.submit(self._fetch)).result()
                    ahead = fetcher.submit(self._fetch) if share < MAX_SHARE_AHEAD else None
                    if lease is None:
                        continue
                    start = time.monotonic()
                    responses = self._responses(lease.stimuli)
                    seconds = time.monotonic() - start
                    share = seconds / lease.seconds
                    if sent:
                        sent.result()
                    sent = sender.submit(self._send, lease, responses, seconds)
                if sent:
                    sent.result()
        except BaseException as e:
            if not self.ended.is_set():
                self._failure = e
                self._leave(self, e)
        finally:
            self.close()
            self._fetching.close()
            self._sending.close()

    def _responses(self, stimuli: np.ndarray) -> np.ndarray:
        batches = [stimuli[i : i + self._batch] for i in range(0, len(stimuli), self._batch)]
        return np.concatenate(
            [checked(self._function(b), len(b), self._classes, self._labels) for b in batches]
        )

    def _fetch(self) -> Lease | None:
        """Returns the next block; None without one, or if the study does not run any more."""
        query = f"?source={self._source}&wait={WAIT_SECONDS}"
        try:
            response = self._fetching.request("POST", self._leases + query, waits=True)
        except RevcorError as e:
            if e.status == 409:
                self.ended.set()
                return None
            raise
        if response.status == 204:
            return None
        headers = response.headers
        lease = Lease(
            headers["Revcor-Lease"],
            int(headers["Revcor-Block"]),
            float(headers["Revcor-Lease-Seconds"]),
            response.array(),
        )
        self._held.add(lease.id)
        if self.ended.is_set():
            self._give_back(lease.id, self._fetching)
            return None
        return lease

    def _send(self, lease: Lease, responses: np.ndarray, seconds: float) -> None:
        path = f"{self._leases}/{lease.id}?source={self._source}"
        try:
            self._sending.request("PUT", path, responses, waits=True)
        except RevcorError as e:
            if e.status not in (404, 409) or self.ended.is_set():
                raise
            if seconds > lease.seconds:
                raise RevcorError(
                    f"the function took {seconds:.0f} s for {len(lease.stimuli)} stimuli, but a lease"
                    f" ends after {lease.seconds:.0f} s; set a smaller block_size"
                ) from e
            say(f"the responses to block {lease.block} are not used, or were stored already: {e}")
        self._held.discard(lease.id)

    def _give_back(self, lease: str, connection: Connection) -> None:
        self._held.discard(lease)
        try:
            connection.request("DELETE", f"{self._leases}/{lease}", retry=False)
        except RevcorError:
            pass  # The lease has ended, or ends by its deadline.


def checked(responses: Any, stimuli: int, classes: int, labels: bool) -> np.ndarray:
    """Returns responses as the server takes them: int32 labels, or float32 of one row a stimulus.

    Raises:
        ResponseError: If their shape, type or values are wrong.
    """
    try:
        array = np.asarray(responses)
    except Exception as e:
        raise ResponseError(f"the responses are no array: {e}") from e
    expected = (stimuli,) if labels else (stimuli, classes)
    if array.shape != expected:
        raise ResponseError(f"the responses have the shape {array.shape}; it must be {expected}")
    kinds, words = ("iu", "integers") if labels else ("fiu", "numbers")
    if array.dtype.kind not in kinds:
        raise ResponseError(f"the responses are of type {array.dtype}; they must be {words}")
    if labels:
        wrong, range_ = (array < 0) | (array >= classes), f"from 0 to {classes - 1}"
    else:
        with np.errstate(over="ignore"):
            array = array.astype(np.float32)
        wrong, range_ = ~np.isfinite(array), "finite in float32"
    if wrong.any():
        first = np.argwhere(wrong)[0]
        position = ", ".join(map(str, first))
        raise ResponseError(f"responses[{position}] is {array[tuple(first)]}; it must be {range_}")
    # a copy: the function may use its array again for the next batch
    return np.array(array, np.int32 if labels else np.float32, order="C")
