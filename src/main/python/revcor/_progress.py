"""The progress of a study in a terminal or notebook."""

from __future__ import annotations

import math
import sys
from typing import Any

BAR = 24


def summary(info: dict[str, Any]) -> str:
    """Returns the state of a study in one line, with a bar if its end is known."""
    trials, rate, reliability = info["trials"], info["trialsPerSecond"], info["lowestReliability"]
    known = [end for end in (info["maxTrials"], info["etaTrials"]) if end]
    words = [info["state"]]
    if known:
        share = min(1.0, trials / min(known)) if info["state"] != "finished" else 1.0
        full = int(BAR * share)
        words.append(f"[{'#' * full}{'.' * (BAR - full)}] {share:.0%}")
    words.append(f"{trials:,} trials")
    if rate:
        words.append(f"{rate:,.0f}/s")
    if reliability is not None:
        words.append(f"lowest reliability {math.floor(reliability * 1000 + 1e-9) / 1000:.3f}")
    if info["problem"]:
        words.append(f"({info['problem']})")
    return "  ".join(words)


class Progress:
    """Shows a study: as an updated display in a notebook, as a line in a terminal."""

    def __init__(self, study: Any):
        self._study = study
        self._handle: Any = None
        self._shown = ""
        self._width = 0
        self._in_notebook = "IPython" in sys.modules and hasattr(
            sys.modules["IPython"].get_ipython(), "kernel"
        )

    def show(self, info: dict[str, Any]) -> None:
        """Shows the study if it has changed."""
        text = summary(info)
        if text == self._shown:
            return
        self._shown = text
        if self._in_notebook:
            from IPython.display import display

            if self._handle:
                self._handle.update(self._study)
            else:
                self._handle = display(self._study, display_id=True)
        elif sys.stderr.isatty():
            print(f"\r{text.ljust(self._width)}", end="", file=sys.stderr, flush=True)
            self._width = len(text)

    def close(self) -> None:
        """Ends the line in a terminal."""
        if self._width:
            print(file=sys.stderr)
