"""Reverse correlation of networks and of any function of images, computed by a Revcor server.

A `torch.nn.Module` is studied in one line; the server computes its outputs::

    study = revcor.study(module, input=(3, 224, 224)).wait()
    study.maps  # float32 (classes, 3, 224, 224)

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

The server draws the stimuli and computes the maps. This process computes the responses of a function.
"""

from __future__ import annotations

import os
from typing import Any, Sequence

from ._responder import ResponseError
from ._connection import RevcorError
from ._fold import Maps, fold
from ._known import Known
from ._start import StartedServer, default_server, start
from ._study import Function, Observer, Server, Study

__all__ = [
    "Known",
    "Maps",
    "ResponseError",
    "RevcorError",
    "Server",
    "StartedServer",
    "Study",
    "connect",
    "fold",
    "known",
    "start",
    "study",
]


def study(observer: Observer, input: Sequence[int] | None = None, **keys: Any) -> Study:
    """Starts a study of a module or function on the server of this machine.

    That is the server whose address is in the environment variable REVCOR_URL, else the one on
    127.0.0.1:8080, else one that `start` starts and that ends with this process.

    Args:
        observer: A torch.nn.Module, a function or the name of an observer.
        input: Shape of a stimulus (C, H, W): planes, rows, columns.
        **keys: As of `Server.study`, such as layers=["block.3"] or stop={"max_trials": 100_000}.

    Raises:
        TypeError: If something of the observer is missing.
        RevcorError: If a module cannot be exported, the server refuses the study, or there is neither
            a server nor a distribution.
    """
    return default_server().study(observer, input, **keys)


def known(function: Function, examples: Any, budget: int | None = None, **options: Any) -> Known:
    """Estimates a map of every class of a function from its labels alone; see `Server.known`.

    The server is that of `study`.
    """
    return default_server().known(function, examples, budget, **options)


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
