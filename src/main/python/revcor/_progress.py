"""The progress of a study in a terminal or notebook."""

from __future__ import annotations

import math
import sys
from typing import Any

from ._notebook import View, is_notebook

BAR = 24


def summary(info: dict[str, Any], bar: bool = True) -> str:
    """Returns the state of a study in one line; if its end is known, with the share and a bar."""
    trials, rate, reliability = info["trials"], info["trialsPerSecond"], info["lowestReliability"]
    known = [end for end in (info["maxTrials"], info["etaTrials"]) if end]
    words = [info["state"]]
    if known:
        share = min(1.0, trials / min(known)) if info["state"] != "finished" else 1.0
        full = int(BAR * share)
        words.append(f"[{'#' * full}{'.' * (BAR - full)}] {share:.0%}" if bar else f"{share:.0%}")
    words.append(f"{trials:,} trials")
    if rate:
        words.append(f"{rate:,.0f}/s")
    if reliability is not None:
        words.append(f"lowest reliability {math.floor(reliability * 1000 + 1e-9) / 1000:.3f}")
    if info["problem"]:
        words.append(f"({info['problem']})")
    return "  ".join(words)


class Progress:
    """Shows a study: as an updated view in a notebook, as a line in a terminal."""

    def __init__(self, study: Any):
        self._view = View(study, study._server._connect()) if is_notebook() else None
        self._shown = ""
        self._width = 0

    def show(self, info: dict[str, Any]) -> None:
        """Shows the study if it has changed."""
        text = summary(info)
        if text == self._shown:
            return
        self._shown = text
        if self._view:
            self._view.update(info)
        elif sys.stderr.isatty():
            print(f"\r{text.ljust(self._width)}", end="", file=sys.stderr, flush=True)
            self._width = len(text)

    def close(self) -> None:
        """Ends the line in a terminal."""
        if self._width:
            print(file=sys.stderr)
