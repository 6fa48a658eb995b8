"""Reverse correlation of any function of images, computed by a Revcor server.

Example, with a function that takes images, float32 (n, 1, 28, 28), and returns probabilities (n, 10)::

    import revcor

    server = revcor.connect("http://127.0.0.1:8080")
    study = server.study(
        observer=classify,
        input=(1, 28, 28),
        classes=10,
        output="probabilities",
        readout="probability",
        stop={"max_trials": 100_000},
    )
    study.wait()
    study.maps  # float32 (10, 1, 28, 28)
    study.errors  # standard errors, of the same shape

The server draws the stimuli and computes the maps. This process computes the responses.
"""

from __future__ import annotations

import os

from ._responder import ResponseError
from ._connection import RevcorError
from ._fold import Maps, fold
from ._study import Server, Study

__all__ = ["Maps", "ResponseError", "RevcorError", "Server", "Study", "connect", "fold"]


def connect(url: str, token: str | None = None, ca: str | None = None) -> Server:
    """Connects to a server.

    Args:
        url: Address of the server, such as "http://127.0.0.1:8080".
        token: Token of the server; by default the environment variable REVCOR_TOKEN, if it is set.
        ca: PEM file with the authority that signed the certificate of the server; by default the
            environment variable REVCOR_CA, or else the authorities that Python trusts.

    Raises:
        RevcorError: If no Revcor server responds at the address.
    """
    return Server(url, token or os.environ.get("REVCOR_TOKEN"), ca or os.environ.get("REVCOR_CA"))
