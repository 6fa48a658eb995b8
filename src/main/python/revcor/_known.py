"""Maps of every class of a function from its labels alone."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Sequence, Union

import numpy as np

from ._connection import RevcorError, say
from ._notebook import INACTIVE
from ._responder import checked

if TYPE_CHECKING:
    from ._study import Server, Study

LABELS_A_CLASS = 500
# As of revcor known --labels: even turns of the classes, in small blocks of at most 16 MiB.
MIN_PAIRS, MAX_BLOCK, MAX_BLOCK_VALUES = 10, 200, 1 << 22
STIMULUS = {"kind": "threshold-noise", "components": 30, "scale": 0.3, "antithetic": True}
FILES = ("known.json", "known.csv", "known.png", "maps.npy")


class Known(NamedTuple):
    """Maps of every class, and which of them are known.

    Attributes:
        study: The study on the server.
        maps: float32 (classes, C, H, W), of the size of the noise.
        report: The content of known.json.
    """

    study: Study
    maps: np.ndarray
    report: dict[str, Any]

    def __repr__(self) -> str:
        report, labels = self.report, self.report["labels"]
        found, shuffled, more = report["found"], report["shuffled"], labels["next"]
        return (
            f"{found['known']} of {report['classes']} classes known, {found['identified']} identified"
            f" (from shuffled labels {shuffled['known']} and {shuffled['identified']});"
            f" {labels['number']:,} labels, of which {labels['ofContrasts']:,} found the contrasts;"
            f" left out: {', '.join(labels['leftOut']) or 'none'};"
            f" another {more['number']:,} labels, 100 a class: about {more['known']} classes known"
        )


class LabelledStimuli:
    """A function whose labels are kept in a file: it is asked for no stimulus twice."""

    def __init__(self, file: Path, function: Callable[[np.ndarray], Any], classes: int):
        self._file = file
        self._function = function
        self._classes = classes
        text = file.read_text() if file.exists() else ""
        whole = text[: text.rfind("\n") + 1]
        if whole != text:  # a process ended while it wrote
            file.write_text(whole)
        self._labels = {digest: int(label) for digest, label in (row.split(",") for row in whole.splitlines())}

    def __call__(self, images: np.ndarray) -> np.ndarray:
        digests = [hashlib.sha256(image.tobytes()).hexdigest() for image in images]
        new = [i for i, digest in enumerate(digests) if digest not in self._labels]
        if new:
            given = np.asarray(self._function(images[new]))
            if given.ndim == 2:
                given = checked(given, len(new), self._classes, False).argmax(1)
            labels = checked(given, len(new), self._classes, True).tolist()
            rows = {digests[i]: label for i, label in zip(new, labels)}
            with open(self._file, "a") as file:
                file.writelines(f"{digest},{label}\n" for digest, label in rows.items())
            self._labels.update(rows)
        return np.array([self._labels[digest] for digest in digests], np.int32)


def known(
    server: Server,
    function: Callable[[np.ndarray], Any],
    examples: Any,
    budget: int | None,
    out: Union[str, os.PathLike[str]],
    classes: Sequence[str] | None,
    seed: int,
    batch_size: int | None,
) -> Known:
    """See `Server.known`."""
    images = np.asarray(examples, np.float32)
    if images.ndim != 4 or len(images) < 2:
        raise ValueError(f"examples have the shape {images.shape}; it must be (classes, C, H, W), an image a class")
    if not ((images >= 0) & (images <= 1)).all():
        raise ValueError(f"examples are from {images.min()} to {images.max()}; they must be in [0, 1]")
    count, planes = images.shape[:2]
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    file = server._connection.request("PUT", "/api/v1/examples", images).json()["examples"]
    run = {"examples": file, "seed": seed}
    labelled = LabelledStimuli(folder / "labels.csv", function, count)
    budget = budget or LABELS_A_CLASS * count
    study = _earlier(server, folder / "study.json", run)
    if study is None:
        noise, side = ("mnist", 28) if planes == 1 else ("cifar-10", 32)
        even = 4 * max(count, MIN_PAIRS // count * count)
        study = server.study(
            labelled,
            images.shape[1:],
            classes or count,
            "labels",
            {**STIMULUS, "examples": file, "basis": f"pca-{noise}", "size": [side, side]},
            "label",
            "regression",
            {"max_trials": budget},
            f"every class of {getattr(function, '__name__', type(function).__name__)}",
            seed,
            block_size=min(even, MAX_BLOCK, MAX_BLOCK_VALUES // images[0].size // 4 * 4),
            batch_size=batch_size,
        )
        (folder / "study.json").write_text(json.dumps({**run, "id": study.id}))
    else:
        info = study.info
        if info["state"] in INACTIVE and budget > info["maxTrials"]:
            server._connection.request("POST", f"{study._path}/extend", {"maxTrials": budget})
        if study.state not in ("finished", "failed"):
            study._owned = True
            study.respond(labelled)
    study.wait()
    for name in FILES:
        (folder / name).write_bytes(study._connection.request("GET", f"{study._path}/{name}").body)
    found = Known(study, study.maps, json.loads((folder / "known.json").read_text()))
    say(f"{found!r}; {', '.join(FILES)} in {folder}")
    return found


def _earlier(server: Server, file: Path, run: dict[str, Any]) -> Study | None:
    """Returns the study of an earlier run in the folder; None without one on this server."""
    if not file.exists():
        return None
    earlier = json.loads(file.read_text())
    id = earlier.pop("id")
    if earlier != run:
        raise RevcorError(f"out is {file.parent}, the run of {earlier}, not of {run}; choose another folder")
    try:
        return server.open(id)
    except RevcorError as e:
        if e.status == 404:
            return None
        raise
