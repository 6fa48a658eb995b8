"""Servers and their studies."""

from __future__ import annotations

import time
import urllib.parse
import uuid
from typing import Any, Callable, Mapping, Sequence, Union

import numpy as np

from ._responder import Responder
from ._connection import Connection, RevcorError, say
from ._notebook import INACTIVE, show, to_html
from ._progress import Progress, summary

STUDIES = "/api/v1/studies"
POLL_SECONDS = 0.5
HISTORY = [
    ("trials", "i8"),
    ("channel", "O"),
    ("count", "f8"),
    ("reliability", "f8"),
    ("snr", "f8"),
    ("assured", "f8"),
    ("standing", "O"),
    ("precision", "f8"),
    ("trialsTo", "f8"),
]

Function = Callable[[np.ndarray], Any]
Keys = Mapping[str, Any]


class Server:
    """A Revcor server; see `revcor.connect`."""

    def __init__(self, url: str, token: str | None = None, ca: str | None = None):
        self.url = url.rstrip("/")
        self._token = token
        self._ca = ca
        self._connection = self._connect()
        self._connection.request("GET", "/livez", retry=False)

    def _connect(self, stopped: Any = None) -> Connection:
        return Connection(self.url, self._token, stopped, self._ca)

    def study(
        self,
        observer: Union[Function, str, Keys],
        input: Sequence[int] | None = None,
        classes: int | Sequence[str] | None = None,
        output: str | None = None,
        stimulus: str | Keys | None = None,
        readout: str | Keys | None = None,
        estimator: str | None = None,
        stop: Keys | None = None,
        name: str | None = None,
        seed: int = 1,
        **keys: Any,
    ) -> Study:
        """Starts a study, and computes the responses of a function in the background.

        Names of keys are those of study files; `max_trials` is the same as `max-trials`.

        Args:
            observer: A function that takes stimuli, float32 (n, C, H, W), and returns (n, classes)
                numbers or n labels; or the name of an observer of the server.
            input: Shape of a stimulus (C, H, W), for a function.
            classes: Number or names of the classes, for a function.
            output: What a function returns: "probabilities", "logits" or "labels".
            stimulus: Kind of stimulus, or its keys; white noise by default.
            readout: Kind of readout, or its keys; "label" by default.
            estimator: "average" by default.
            stop: Stopping rules, such as {"max_trials": 100000} or {"reliability": 0.9}.
            name: Name of the study, for people.
            seed: Seed of the stimuli.
            **keys: Further keys of a study file, such as block_size=1000.

        Raises:
            RevcorError: If the server refuses the study.
        """
        of_function = {"input": input, "classes": classes, "output": output}
        if callable(observer):
            missing = [key for key, value in of_function.items() if value is None]
            if missing:
                raise TypeError(f"a function as observer needs {', '.join(missing)}")
            reference: Any = {"external": {k: _plain(v) for k, v in of_function.items()}}
        else:
            given = [key for key, value in of_function.items() if value is not None]
            if given:
                raise TypeError(f"{', '.join(given)} can only be set for a function as observer")
            reference = {"model": observer} if isinstance(observer, str) else observer
        specification = {
            "name": name,
            "seed": seed,
            "observer": reference,
            "stimulus": _by_kind(stimulus),
            "readout": _by_kind(readout),
            "estimator": estimator,
            "stop": stop,
            **keys,
        }
        created = self._connection.request(
            "POST",
            STUDIES,
            {"study": {k: v for k, v in _dashed(specification).items() if v is not None}},
            {"Idempotency-Key": uuid.uuid4().hex},
        ).json()
        study = Study(self, created["id"], owned=callable(observer))
        return study.respond(observer) if callable(observer) else study

    def open(self, id: str) -> Study:
        """Returns a study of the server by its id.

        Raises:
            RevcorError: If it does not exist.
        """
        study = Study(self, id)
        study.info
        return study

    def __repr__(self) -> str:
        return f"<revcor.Server {self.url}>"


class Study:
    """A study on a server.

    Attributes:
        id: Its identification on the server.
    """

    def __init__(self, server: Server, id: str, owned: bool = False):
        self.id = id
        self._server = server
        self._path = f"{STUDIES}/{urllib.parse.quote(id, safe='')}"
        self._connection = server._connect()
        self._responder: Responder | None = None
        self._owned = owned
        self._viewed_in: int | None = None

    @property
    def info(self) -> dict[str, Any]:
        """The study as the server describes it, with its state, channels and warnings."""
        return self._connection.request("GET", self._path).json()

    @property
    def state(self) -> str:
        """The state: submitted, queued, running, waiting, paused, stopping, finished or failed."""
        return self.info["state"]

    @property
    def trials(self) -> int:
        """The number of trials so far."""
        return self.info["trials"]

    @property
    def channels(self) -> list[str]:
        """The names of the channels, in the order of the maps."""
        return [channel["name"] for channel in self.info["channels"]]

    @property
    def maps(self) -> np.ndarray:
        """The maps so far: float32 (channels, C, H, W)."""
        return self._array("maps.npy")

    @property
    def errors(self) -> np.ndarray:
        """The standard errors of the maps so far: float32 (channels, C, H, W)."""
        return self._array("errors.npy")

    @property
    def counts(self) -> np.ndarray:
        """The sum of the responses of each channel so far: float64 (channels)."""
        return self._array("counts.npy")

    @property
    def history(self) -> np.ndarray:
        """One record for each look and channel, with the columns of history.csv.

        Unknown numbers are NaN.
        """
        rows = self._connection.request("GET", f"{self._path}/history?format=json").json()["rows"]
        return np.array([tuple(row[name] for name, _ in HISTORY) for row in rows], HISTORY)

    def _array(self, name: str) -> np.ndarray:
        return self._connection.request("GET", f"{self._path}/{name}").array()

    def respond(self, function: Function) -> Study:
        """Computes responses of a function in the background, also beside other processes.

        A paused study is resumed. An exception of the function is printed, and pauses a study that
        this object started or resumed; `wait` raises it.

        Raises:
            RevcorError: If the study has another observer than a function.
        """
        if self._responder and not self._responder.failure:
            self._responder.close()
        info = self.info
        if "external" not in info["specification"]["study"]["observer"]:
            raise RevcorError(
                f"study {self.id} has the observer {info['observer']['name']};"
                " only studies with observer.external take responses"
            )
        if info["state"] == "paused":
            self._connection.request("POST", f"{self._path}/resume")
            self._owned = True
        self._responder = Responder(
            self._server._connect, self._path, self.info, function, self._leave
        )
        return self

    def wait(self) -> Study:
        """Waits until the study has ended, and shows its progress.

        Ctrl-C gives blocks without responses back, and pauses a study that this object started or
        resumed.

        Raises:
            RevcorError: If the study failed or was paused.
            Exception: What the function raised; the study is paused then.
        """
        progress = Progress(self)
        try:
            while True:
                info = self.info
                progress.show(info)
                if self._responder and self._responder.failure:
                    raise self._responder.failure
                if info["state"] in INACTIVE:
                    break
                if self._responder and self._responder.ended.is_set():
                    self._responder = self._responder.again()  # the study was paused and resumed meanwhile
                time.sleep(POLL_SECONDS)
        except BaseException:
            if self._responder and not self._responder.failure:
                self._leave(self._responder)
            raise
        finally:
            progress.close()
        if info["state"] == "failed":
            raise RevcorError(f"the study failed: {info['problem']}")
        if info["state"] == "paused":
            raise RevcorError(f"the study is paused at trial {info['trials']}; respond(...) resumes it")
        return self

    def _leave(self, responder: Responder, failure: BaseException | None = None) -> None:
        """Ends responses, and pauses a study that would wait for them; called in any thread."""
        responder.close()
        if self._owned:
            connection = self._server._connect()
            try:
                connection.request("POST", f"{self._path}/pause", retry=False)
            except RevcorError:
                pass  # It has ended meanwhile, or the server is away and the study waits for responses.
            connection.close()
        reason = f"{type(failure).__name__}: {failure}; " if failure else ""
        say(f"{reason}to continue, call server.open({self.id!r}).respond(function).wait()")

    def stop(self) -> Study:
        """Ends the study with the maps so far; a paused one remains paused."""
        self._connection.request("POST", f"{self._path}/stop")
        while self.state not in INACTIVE:
            time.sleep(POLL_SECONDS)
        return self

    def plot(self) -> Any:
        """Returns a figure of the maps; blue is below, red above zero or the mean of the map.

        Raises:
            RevcorError: If matplotlib is not installed.
        """
        try:
            from matplotlib.figure import Figure
        except ImportError as e:
            raise RevcorError("plot() needs matplotlib (pip install matplotlib)") from e
        info, maps = self.info, self.maps
        names = [channel["name"] for channel in info["channels"]]
        if info["conventions"]["centring"] == "none":
            maps = maps - maps.mean(axis=(1, 2, 3), keepdims=True)
        columns = min(len(maps), 5)
        rows = -(-len(maps) // columns)
        figure = Figure(figsize=(2 * columns, 2.2 * rows), layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False).flat
        for axis, map_, name in zip(axes, maps, names):
            limit = np.abs(map_).max() or 1
            if len(map_) == 3:
                axis.imshow(np.moveaxis(map_ / (2 * limit) + 0.5, 0, -1))
            else:
                axis.imshow(map_.mean(0), cmap="RdBu_r", vmin=-limit, vmax=limit)
            axis.set_title(name)
        for axis in figure.axes:
            axis.set_axis_off()
        return figure

    def _repr_html_(self) -> str:
        return to_html(self, self.info, self._connection)

    def _ipython_display_(self) -> None:
        show(self)

    def __repr__(self) -> str:
        return f"<revcor.Study {self.id}: {self._summary(self.info)}>"

    def _summary(self, info: dict[str, Any], bar: bool = True) -> str:
        failure = self._responder and self._responder.failure
        return summary(info, bar) + (f"  ({type(failure).__name__}: {failure})" if failure else "")


def _by_kind(part: str | Keys | None) -> Keys | None:
    return {"kind": part} if isinstance(part, str) else part


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return int(value) if np.ndim(value) == 0 else [_plain(x) for x in value]


def _dashed(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {key.replace("_", "-"): _dashed(value) for key, value in part.items()}
    return part
