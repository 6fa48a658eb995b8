"""Servers and their studies."""

from __future__ import annotations

import os
import time
import urllib.parse
import uuid
from typing import Any, Callable, Mapping, Sequence, Union

import numpy as np

from ._responder import Responder
from ._connection import TIMEOUT_SECONDS, Connection, RevcorError, say
from ._export import is_module, upload
from ._known import Known, known
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
# A function, a torch.nn.Module, the name of an observer, or keys of study files.
Observer = Union[Function, str, Keys, Any]


class Server:
    """A Revcor server; see `revcor.connect`."""

    def __init__(self, url: str, token: str | None = None, ca: str | None = None):
        self.url = url.rstrip("/")
        self._token = token
        self._ca = ca
        self._connection = self._connect()
        self._connection.request("GET", "/livez", retry=False)

    def _connect(self, stopped: Any = None, timeout: float = TIMEOUT_SECONDS) -> Connection:
        return Connection(self.url, self._token, stopped, self._ca, timeout)

    def study(
        self,
        observer: Observer,
        input: Sequence[int] | None = None,
        classes: int | Sequence[str] | None = None,
        output: str | None = None,
        stimulus: str | Keys | None = None,
        readout: str | Keys | None = None,
        estimator: str | None = None,
        stop: Keys | None = None,
        name: str | None = None,
        seed: int = 1,
        layers: Sequence[str] | None = None,
        scale: str | Keys | None = None,
        layout: str | None = None,
        head: str | int | None = None,
        **keys: Any,
    ) -> Study:
        """Starts a study of a module, a function or a network of the server.

        A `torch.nn.Module` is exported, as ONNX or else TorchScript, uploaded once and compared with
        the file: the outputs for 16 stimuli must be equal. It is not changed. The server computes its
        outputs, and suggests stimulus, readout and estimator if they are not given. `pretrained_cfg`
        of timm, and torchvision's classes of networks, state input, scale and classes.

        The responses of a function are computed in the background by this process.

        Names of keys are those of study files; `max_trials` is the same as `max-trials`.

        Args:
            observer: A module; a function that takes stimuli, float32 (n, C, H, W), and returns
                (n, classes) numbers or n labels; or the name of an observer of the server.
            input: Shape of a stimulus (C, H, W): planes, rows, columns.
            classes: Number or names of the classes; by default those of the module.
            output: What is returned: "probabilities", "logits" or, by a function, "labels".
            stimulus: Kind of stimulus, or its keys; suggested for a module, else white noise.
            readout: Kind of readout, or its keys; suggested for a module, else "label".
            estimator: Suggested for a module, else "average". For "gradient" the file is TorchScript.
            stop: Stopping rules, such as {"max_trials": 100000} or {"reliability": 0.9}.
            name: Name of the study, for people.
            seed: Seed of the stimuli.
            layers: Names of submodules for readout "activation", such as ["block.3"].
            scale: What a module takes of a stimulus in [0, 1]: "unit", "bytes", "imagenet", or
                {"mean": [...], "sd": [...]} of each plane.
            layout: Order of the values that a module takes: "nchw", "nhwc", "rows" or "flat".
            head: Name or position of the output of a module that returns several.
            **keys: Further keys of a study file, such as block_size=1000.

        Raises:
            TypeError: If something of the observer is missing, or fits another kind of observer.
            RevcorError: If the server refuses the study, or a module cannot be exported; the message
                names the operation.
        """
        of_function = {"input": input, "classes": classes, "output": output}
        of_module = {"scale": scale, "layout": layout}
        is_function = callable(observer) and not is_module(observer)
        if is_module(observer):
            name = name or type(observer).__name__
            if layers is None and isinstance(readout, Mapping) and "layer" in readout:
                layers = [readout["layer"]]
            file, kind = upload(self, observer, estimator == "gradient", head, layers or [], **of_function, **of_module)
            reference: Any = {"model": file}
            stimulus, readout, estimator = self._suggested(
                reference, kind, seed, stop, stimulus, readout, estimator
            )
        else:
            given = {**of_module, "layers": layers, "head": head, **({} if is_function else of_function)}
            wrong = ", ".join(key for key, value in given.items() if value is not None)
            if wrong:
                kinds = "a module" if is_function else "a module or a function"
                raise TypeError(f"{wrong} can only be set for {kinds} as observer")
            missing = [key for key, value in of_function.items() if value is None]
            if is_function and missing:
                raise TypeError(f"a function as observer needs {', '.join(missing)}")
            if is_function:
                reference = {"external": {k: _plain(v) for k, v in of_function.items()}}
            else:
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
        study = Study(self, created["id"], owned=is_function)
        return study.respond(observer) if is_function else study

    def _suggested(self, observer: Keys, output: str, seed: int, stop: Keys | None, *given: Any) -> list[Any]:
        """Returns stimulus, readout and estimator: the given ones, and suggestions that go with them.

        Args:
            observer: Reference to the observer.
            output: What it returns, "logits" or "probabilities".
            given: Stimulus, readout and estimator, None if not given.
        """
        stimulus, readout, estimator = given
        if None not in given or (readout and _kind(readout) == "activation"):
            return list(given)
        say("the server tries stimuli, readouts and estimators for some seconds")
        study = _dashed({"observer": observer, "seed": seed, **({"stop": stop} if stop else {})})
        connection = self._connect(timeout=2 * TIMEOUT_SECONDS)
        suggestion: Any = None
        while suggestion is None:
            try:
                suggestion = connection.request("POST", "/api/v1/recommendations", {"study": study}).json()
            except RevcorError as e:
                if e.status == 422 and any(given):
                    suggestion = {"candidates": []}
                elif e.status == 409:  # the server computes one suggestion at a time
                    time.sleep(POLL_SECONDS)
                else:
                    raise
        connection.close()
        candidates = suggestion["candidates"]
        order = sorted(range(len(candidates)), key=lambda i: i != suggestion["chosen"])
        for tried in [candidates[i]["specification"]["study"] for i in order if not candidates[i]["problem"]]:
            parts = [tried["stimulus"], tried["readout"], tried["estimator"]]
            if all(part is None or _kind(part) == _kind(own) for part, own in zip(given, parts)):
                chosen = [own if part is None else part for part, own in zip(given, parts)]
                say("; ".join([", ".join(map(_kind, chosen)), *suggestion["reasons"]]))
                return chosen
        return [stimulus, readout or ("logit" if output == "logits" else "probability"), estimator]

    def known(
        self,
        function: Function,
        examples: Any,
        budget: int | None = None,
        out: str | os.PathLike[str] = "known",
        classes: Sequence[str] | None = None,
        seed: int = 1,
        batch_size: int | None = None,
    ) -> Known:
        """Estimates a map of every class of a function from its labels alone, and waits for it.

        Each label is of noise on the example of a class, at the contrast where the function gives the
        class in half of the trials; `revcor known --labels` does the same. The folder keeps each label
        when the function has returned it: the same call continues after any interruption and asks for
        no stimulus twice, and a larger budget extends the maps.

        Args:
            function: Takes stimuli, float32 (n, C, H, W); returns n labels, or (n, classes) numbers,
                of which the largest is the label.
            examples: An image of each class in [0, 1], (classes, C, H, W).
            budget: Number of labels, 64 a class of them for the contrasts; by default 500 a class.
            out: Folder of labels.csv, known.json, known.csv, known.png and maps.npy.
            classes: Names of the classes.
            seed: Seed of the stimuli.
            batch_size: Largest number of stimuli in a call.

        Raises:
            ValueError: If the examples have another shape or range.
            RevcorError: If the server refuses the study, it fails, or the folder is of other examples.
            Exception: What the function raised; the same call continues.
        """
        return known(self, function, examples, budget, out, classes, seed, batch_size)

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


def _kind(part: str | Keys) -> str:
    return part if isinstance(part, str) else part["kind"]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return int(value) if np.ndim(value) == 0 else [_plain(x) for x in value]


def _dashed(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {key.replace("_", "-"): _dashed(value) for key, value in part.items()}
    return part
