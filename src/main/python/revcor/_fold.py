"""Maps from stimuli and responses that exist already, computed in this process."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, field
from typing import Any, Mapping, Sequence, Union

import numpy as np

KINDS = ("labels", "probabilities", "activations")
# Of fewer effective trials, a class map has at least the error of a response that ignores the stimulus.
ENOUGH_TRIALS = 50
# Maps of as many values are compared with their noise without their mean.
MANY_VALUES = 50
MIN_BLOCKS = 50
MAX_BLOCK = 1000
# Frames of a block for each frame of a stimulus: what neighbouring blocks share is then a small part.
MIN_BLOCK_LAGS = 20
PIECE_VALUES = 1 << 22
# What a CSV file or a data frame has for a response that was not given.
MISSING = ("", "nan", "null", "None")


@dataclass(frozen=True)
class Maps:
    """Maps of `fold`; with lags an array of maps is (channels, lags, *stimulus).

    Attributes:
        maps: float32 (channels, *stimulus). Of labels and probabilities the mean stimulus of a channel
            minus that of all trials, in the unit of the stimuli; of activations the first-order kernel
            Cov(x, r)/σ², in responses per unit of the stimuli.
        errors: float32, standard errors of the maps for a number of trials fixed in advance; NaN where
            they are unknown.
        halves: float32 (2, *maps), maps of the first and of the second halves of all blocks.
        reliability: (channels), estimated squared correlation of a map with that of infinitely many
            trials, 0 to 1.
        n_eff: (channels), effective trials: (Σr)²/Σr², of activations (Σ(r-r̄)²)²/Σ(r-r̄)⁴.
        blocks: (channels), effective number of blocks, or of participants, behind the errors; below 8
            errors are rough.
        counts: (channels), Σr.
        channels: names of the channels.
        trials: number of trials in the maps.
        participants: the maps of each participant, by name.
    """

    maps: np.ndarray
    errors: np.ndarray
    halves: np.ndarray
    reliability: np.ndarray
    n_eff: np.ndarray
    blocks: np.ndarray
    counts: np.ndarray
    channels: list[str]
    trials: int
    participants: dict[str, Maps] = field(default_factory=dict, repr=False)

    @property
    def z(self) -> np.ndarray:
        """Maps over their errors: about standard normal where a value has no influence."""
        return self.maps / self.errors

    def __repr__(self) -> str:
        of = f" of {len(self.participants)} participants" if self.participants else ""
        reliability = self.reliability.round(3)
        return f"<revcor.Maps {self.maps.shape}, {self.trials:,} trials{of}, reliability {reliability}>"


def fold(
    stimuli: Union[np.ndarray, str, os.PathLike[str]],
    responses: Any,
    kind: str | None = None,
    lags: int = 1,
    participants: Sequence[Any] | None = None,
    channels: Sequence[str] | None = None,
    block_size: int | None = None,
) -> Maps:
    """Computes maps from stimuli and responses, with the definitions of `revcor fold`.

    A block of n trials, with S = Σrx, R = Σr and the mean stimulus x̄, has D = (S - R x̄) n/(n-1) and
    the weight w = R, of activations D/σ² and w = n. With m = ΣD/Σw and B = (Σw)²/Σw²,
    SE² = B/(B-1) Σ(D - m w)²/(Σw)². The reliability is 1 - ΣSE²/‖m‖², not below 0, and both without the
    mean over a map of 50 values or more. Maps of correlated stimuli are smooth:
    `revcor fold --keys "whiten = true"` corrects them.

    Lags: trial t has the frames t, t-1, ..., t-lags+1, and map [k] is that of k frames before the
    response. Frames of neighbouring trials overlap and spikes come in bursts, so trials depend on each
    other; but blocks of 20 lags or more hardly do, and errors come from blocks. Responses that remember
    longer than a block need a larger `block_size`. Centring on blocks removes slow drifts; since x̄
    contains frames that other trials have seen, D is multiplied by the inverse of the matrix
    1 - (n - |i - j|)/n² over lags i and j, which assumes that the filter is not longer than the lags.

    Participants: blocks are within participants. The maps of all are the mean of their maps, weighted
    by w, and the errors are those of the spread between participants: they hold for a population. They
    do not contain the noise that participants share who see the same stimuli.

    Args:
        stimuli: array (trials, ...), such as (trials, rows, columns) or (trials, planes, rows, columns),
            or the path of a file of `numpy.save`. Average the responses to equal stimuli first.
        responses: array (trials) or (trials, channels); or a table with the column `response`, which
            can also have `participant` and `stimulus`, an index into stimuli. A table is a pandas
            DataFrame, a mapping of columns, or the path of a CSV file. Rows without a response are
            left out.
        kind: "labels" (default for text and booleans), "probabilities", or "activations" (default for
            numbers), which are also spike counts and logits.
        lags: number N of frames of a stimulus, the last of which has the response; 1 for images.
        participants: a name for each trial; the trials of a participant are in their order.
        channels: names of the channels; by default the labels, or "0", "1", ...
        block_size: trials of a block, an even number; by default a fiftieth of the trials, at most
            1000, with lags at least 20 lags. Trials beyond the last whole block are not used.

    Raises:
        ValueError: If arrays do not fit each other, or a response or stimulus is not finite.
    """
    if isinstance(stimuli, (str, os.PathLike)):
        stimuli = np.load(stimuli, mmap_mode="r")
    shown = np.asarray(stimuli)
    if shown.ndim < 2 or shown.dtype.kind not in "biuf":
        raise ValueError(f"stimuli are {shown.dtype} {shown.shape}; they must be numbers (trials, ...)")
    if lags < 1:
        raise ValueError(f"lags is {lags}; it must be at least 1")
    index = np.arange(len(shown))
    if isinstance(responses, (str, os.PathLike)):
        responses = _csv(responses)
    if isinstance(responses, Mapping) or hasattr(responses, "columns"):
        index, responses, participants = _table(responses, index, participants, lags)
    kind, given, names = _responses(np.asarray(responses), kind, channels)
    if len(given) != len(index):
        raise ValueError(f"there are {len(given)} responses to {len(index)} stimuli; the numbers must be equal")
    folding = _Folding(shown, index, given, kind == "activations", lags, block_size, names)
    if participants is None:
        return folding.of(np.arange(len(index)))
    of_each = np.asarray(participants).astype(str)
    if of_each.shape != (len(index),):
        raise ValueError(f"participants have the shape {of_each.shape}; it must be {(len(index),)}")
    return folding.of_participants(of_each)


class _Ratio:
    """ΣD/Σw of each value with its error, over blocks; the last value is the mean over the map."""

    def __init__(self, channels: int, values: int):
        self.d, self.dd, self.dw = np.zeros((3, channels, values + 1))
        self.w, self.ww = np.zeros((2, channels))

    def add(self, d: np.ndarray, w: np.ndarray) -> None:
        """Adds a block: d (channels, values), w (channels)."""
        d = np.concatenate([d, d.mean(1, keepdims=True)], 1)
        self.d += d
        self.dd += d * d
        self.dw += d * w[:, None]
        self.w += w
        self.ww += w * w

    def result(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Returns ratios and errors (channels, values), reliability and effective blocks (channels)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = self.d / self.w[:, None]
            blocks = self.w**2 / self.ww
            spread = np.maximum(self.dd - 2 * ratio * self.dw + ratio**2 * self.ww[:, None], 0)
            scale = np.where(blocks >= 2, blocks / (blocks - 1) / self.w**2, np.nan)
            squared = spread * scale[:, None]
            maps, noise = ratio[:, :-1], squared[:, :-1].sum(1)
            power = (maps**2).sum(1)
            if maps.shape[1] >= MANY_VALUES:
                power = ((maps - ratio[:, -1:]) ** 2).sum(1)
                noise = np.maximum(noise - maps.shape[1] * squared[:, -1], 1e-9 * noise)
            return maps, np.sqrt(squared[:, :-1]), np.maximum(0, 1 - noise / power), blocks


class _Folding:
    """Stimuli and responses, of which some trials are folded at a time."""

    def __init__(
        self,
        shown: np.ndarray,
        index: np.ndarray,
        given: np.ndarray,
        is_kernel: bool,
        lags: int,
        block_size: int | None,
        names: list[str],
    ):
        self.shown, self.index, self.given, self.names = shown, index, given, names
        self.is_kernel, self.lags, self.block_size = is_kernel, lags, block_size
        self.values = int(np.prod(shown.shape[1:]))
        step = max(1, PIECE_VALUES // self.values)
        pieces = [np.arange(i, min(i + step, len(index))) for i in range(0, len(index), step)]
        self.mean = np.zeros(self.values)
        self.mean = sum(self.frames(piece).sum(0) for piece in pieces) / max(1, len(index))
        variance = sum((self.frames(piece) ** 2).sum(0) for piece in pieces) / max(1, len(index))
        if not np.isfinite(variance).all() or not np.any(variance):
            raise ValueError("stimuli must be finite, and not all equal")
        self.variance = np.tile(variance, lags)

    def frames(self, trials: np.ndarray) -> np.ndarray:
        """Returns stimuli minus their mean: float64 (trials, values)."""
        return self.shown[self.index[trials]].reshape(len(trials), -1).astype(np.float64) - self.mean

    def of(self, trials: np.ndarray) -> Maps:
        """Returns the maps of some trials, which followed each other."""
        size = self._block(len(trials) - self.lags + 1)
        first = self.lags - 1
        blocks = (len(trials) - first) // size
        used = trials[: first + blocks * size]
        given = self.given[used[first:]]
        ratio = _Ratio(given.shape[1], self.lags * self.values)
        apart = np.abs(np.subtract.outer(np.arange(self.lags), np.arange(self.lags)))
        unbiased = np.linalg.inv(np.eye(self.lags) - (size - apart) / size**2)
        # Of each half: Σrx, Σx (of each lag) and Σr.
        halves: list[list[Any]] = [[0, 0, 0], [0, 0, 0]]
        for start in range(0, len(given), size):
            parts = [self._sums(used, start + half * size // 2, size // 2) for half in (0, 1)]
            for half, part in zip(halves, parts):
                half[:] = [all + more for all, more in zip(half, part)]
            products, frames, responses = (a + b for a, b in zip(*parts))
            d = products - np.multiply.outer(responses / size, frames)
            d = np.einsum("kj,cjv->ckv", unbiased, d.reshape(len(d), self.lags, -1)).reshape(len(d), -1)
            if self.is_kernel:
                ratio.add(_per(d, self.variance), np.full(len(responses), float(size)))
            else:
                ratio.add(d, responses)
        maps, errors, reliability, effective = ratio.result()
        total = [a + b for a, b in zip(*halves)]
        if self.lags == 1:
            maps = self._map(total, len(given))
        return self._maps(
            maps,
            errors,
            np.stack([self._map(half, len(given) // 2) for half in halves]),
            reliability,
            effective,
            given,
        )

    def of_participants(self, participants: np.ndarray) -> Maps:
        """Returns the mean maps of participants, with those of each."""
        names = dict.fromkeys(participants.tolist())
        each = {name: self.of(np.flatnonzero(participants == name)) for name in names}
        ratio = _Ratio(len(self.names), self.lags * self.values)
        halves = np.zeros((2, len(self.names), self.lags * self.values))
        for one in each.values():
            w = np.full(len(self.names), float(one.trials)) if self.is_kernel else one.counts
            ratio.add(_flat(one.maps) * w[:, None], w)
            halves += np.stack([_flat(half) for half in one.halves]) * w[:, None]
        maps, errors, reliability, effective = ratio.result()
        used = [
            self.given[participants == name][self.lags - 1 :][: one.trials] for name, one in each.items()
        ]
        with np.errstate(invalid="ignore", divide="ignore"):
            halves /= ratio.w[:, None]
        return self._maps(maps, errors, halves, reliability, effective, np.concatenate(used), each)

    def _sums(self, used: np.ndarray, start: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Returns Σrx (channels, lags * values), Σx (lags * values) and Σr (channels) of following trials."""
        frames = self.frames(used[start : start + size + self.lags - 1])
        given = self.given[used[self.lags - 1 + start :][:size]]
        seen = [frames[self.lags - 1 - lag :][:size] for lag in range(self.lags)]
        return (
            np.concatenate([given.T @ x for x in seen], 1),
            np.concatenate([x.sum(0) for x in seen]),
            given.sum(0),
        )

    def _map(self, sums: Sequence[np.ndarray], trials: int) -> np.ndarray:
        """Returns the maps of the sums of some trials, centred on all of them."""
        products, frames, responses = sums
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.is_kernel:
                covariance = products / trials - np.multiply.outer(responses / trials, frames / trials)
                return _per(covariance, self.variance)
            return products / responses[:, None] - frames / trials

    def _block(self, trials: int) -> int:
        if trials < 2:
            raise ValueError(f"there are {trials} trials with all their frames; at least 2 are needed")
        if self.block_size is not None:
            if not 2 <= self.block_size <= trials or self.block_size % 2:
                raise ValueError(f"block_size is {self.block_size}; it must be even, from 2 to {trials} trials")
            return self.block_size
        least = MIN_BLOCK_LAGS * self.lags if self.lags > 1 else 2
        most = min(max(least, trials // MIN_BLOCKS, 2), max(least, MAX_BLOCK), trials) // 2 * 2
        return min(range(most, min(most, max(least, most // 2)) - 1, -2), key=lambda size: trials % size)

    def _maps(
        self,
        maps: np.ndarray,
        errors: np.ndarray,
        halves: np.ndarray,
        reliability: np.ndarray,
        blocks: np.ndarray,
        given: np.ndarray,
        participants: dict[str, Maps] | None = None,
    ) -> Maps:
        centred = given - given.mean(0)
        counts, squares, spread = given.sum(0), (given**2).sum(0), (centred**2).sum(0)
        with np.errstate(invalid="ignore", divide="ignore"):
            n_eff = spread**2 / (centred**4).sum(0) if self.is_kernel else counts**2 / squares
            if not self.is_kernel:
                least = np.where(n_eff < ENOUGH_TRIALS, np.sqrt(spread) / counts, 0)
                errors = np.maximum(errors, np.multiply.outer(least, np.sqrt(self.variance)))
        errors = np.where((spread > 0)[:, None], errors, np.nan)
        shape = (self.lags,) * (self.lags > 1) + self.shown.shape[1:]
        return Maps(
            maps.reshape(-1, *shape).astype(np.float32),
            errors.reshape(-1, *shape).astype(np.float32),
            halves.reshape(2, -1, *shape).astype(np.float32),
            reliability,
            np.nan_to_num(n_eff),
            blocks,
            counts,
            self.names,
            len(given),
            participants or {},
        )


def _per(covariance: np.ndarray, variance: np.ndarray) -> np.ndarray:
    return np.divide(covariance, variance, out=np.zeros_like(covariance), where=variance > 0)


def _flat(maps: np.ndarray) -> np.ndarray:
    return np.nan_to_num(maps.reshape(len(maps), -1).astype(np.float64))


def _csv(path: Union[str, os.PathLike[str]]) -> dict[str, list[str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        raise ValueError(f"{path} has no rows")
    return {name: [row[name] for row in rows] for name in rows[0]}


def _table(
    table: Any, index: np.ndarray, participants: Sequence[Any] | None, lags: int
) -> tuple[np.ndarray, np.ndarray, Any]:
    """Returns the rows of a table that have a response: stimuli, responses and participants."""
    names = list(getattr(table, "columns", table))
    if "response" not in names:
        raise ValueError(f"the table has the columns {', '.join(map(str, names))}; it needs response")
    if participants is not None:
        raise ValueError("participants can only be set for arrays; a table has the column participant")
    response = np.asarray(table["response"])
    kept = np.array([str(each) not in MISSING for each in response])
    if lags > 1 and not kept.all():
        raise ValueError(f"row {int(np.argmin(kept))} has no response; with lags each frame needs one")
    if "stimulus" in names:
        index = _numbers(np.asarray(table["stimulus"])[kept])
        if index.dtype.kind not in "iuf" or (index % 1 != 0).any():
            raise ValueError("the column stimulus must have indices into stimuli, whole numbers from 0")
        index = index.astype(int)
    elif len(response) == len(index):
        index = index[kept]
    given = _numbers(np.array(response[kept].tolist()))
    return index, given, np.asarray(table["participant"])[kept] if "participant" in names else None


def _numbers(column: np.ndarray) -> np.ndarray:
    """Returns a column of text as numbers if all of it are."""
    if column.dtype.kind not in "UO":
        return column
    try:
        return column.astype(np.float64)
    except ValueError:
        return column


def _responses(
    responses: np.ndarray, kind: str | None, channels: Sequence[str] | None
) -> tuple[str, np.ndarray, list[str]]:
    """Returns the kind, float64 (trials, channels), and the names of the channels."""
    if responses.dtype.kind == "O":
        responses = _numbers(np.array(responses.tolist()))
    kind = kind or ("activations" if responses.dtype.kind in "iuf" else "labels")
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; it must be one of {', '.join(KINDS)}")
    if responses.ndim not in ((1,) if kind == "labels" else (1, 2)):
        shapes = "(trials)" if kind == "labels" else "(trials) or (trials, channels)"
        raise ValueError(f"responses have the shape {responses.shape}; of {kind} it must be {shapes}")
    if kind == "labels":
        labels, which = np.unique(responses, return_inverse=True)
        given = np.eye(len(labels))[which]
        default = [f"{label:g}" if responses.dtype.kind == "f" else str(label) for label in labels]
    else:
        given = responses.astype(np.float64).reshape(len(responses), -1)
        default = [str(i) for i in range(given.shape[1])]
        if not np.isfinite(given).all():
            trial = int(np.argwhere(~np.isfinite(given))[0][0])
            raise ValueError(f"the response of trial {trial} is not finite")
    names = default if channels is None else [str(name) for name in channels]
    if len(names) != given.shape[1]:
        raise ValueError(f"there are {len(names)} channels; the responses have {given.shape[1]}")
    return kind, given, names
