"""A study in a notebook: maps, verdict and progress, updated in place."""

from __future__ import annotations

import base64
import html
import sys
import threading
import time
from typing import Any

from ._connection import Connection, RevcorError

PERIOD_SECONDS = 1.0
# A view spends at most this share of the time on its images, which can be large.
MAX_SHARE = 0.1
INACTIVE = ("finished", "failed", "paused")
# The page's colour of progress.
ACCENT = "#1f5fae"


def is_notebook() -> bool:
    """Returns whether this process is the kernel of a notebook."""
    return "IPython" in sys.modules and hasattr(sys.modules["IPython"].get_ipython(), "kernel")


def to_html(study: Any, info: dict[str, Any], connection: Connection) -> str:
    """Returns a study as HTML without scripts: state, verdict, maps, and at the end the maps over trials.

    The images are those of the server, in the colours of its pages.
    """
    page = html.escape(f"{study._server.url}/#/studies/{study.id}")
    parts = [f'<b>{html.escape(info["name"])}</b> <a href="{page}" target="_blank">page</a>']
    parts.append(f"<br>{html.escape(study._summary(info, bar=False))}")
    if info["maxTrials"] and info["state"] not in INACTIVE:
        share = f'value="{info["trials"]}" max="{info["maxTrials"]}"'
        parts.append(f'<br><progress style="width: 100%; accent-color: {ACCENT}" {share}></progress>')
    if info["verdict"]:
        parts.append(f"<p>{html.escape(info['verdict'])}</p>")
    if info["trials"]:
        parts.append(_image(connection, study._path, "maps.png", "Maps"))
    if info["trials"] and info["state"] in ("finished", "failed"):
        played = _image(connection, study._path, "maps-over-trials.gif", "Maps over trials")
        parts.append(f"<details><summary>Maps over trials</summary>{played}</details>")
    return f'<div class="revcor">{"".join(parts)}</div>'


def _image(connection: Connection, path: str, name: str, title: str) -> str:
    try:
        image = connection.request("GET", f"{path}/{name}", retry=False).body
    except RevcorError as e:
        return html.escape(f"{title}: {e}")
    kind = name.rsplit(".", 1)[1]
    data = base64.b64encode(image).decode()
    return f'<img style="max-width: 100%" alt="{title}" src="data:image/{kind};base64,{data}">'


class View:
    """An output of a cell that shows a study, and is updated in place.

    Args:
        study: The study.
        connection: A connection that only this view uses, in one thread at a time.
    """

    def __init__(self, study: Any, connection: Connection):
        self._study = study
        self._connection = connection
        self._handle: Any = None
        self._next = 0.0
        study._viewed_in = _cell()

    def update(self, info: dict[str, Any]) -> None:
        """Shows the study, unless it was shown just now and has not ended."""
        from IPython.display import display

        started = time.monotonic()
        if started < self._next and info["state"] not in INACTIVE:
            return
        shown = {
            "text/html": to_html(self._study, info, self._connection),
            "text/plain": self._study._summary(info),
        }
        if self._handle:
            self._handle.update(shown, raw=True)
        else:
            self._handle = display(shown, raw=True, display_id=True)
        self._next = time.monotonic() + max(PERIOD_SECONDS, (time.monotonic() - started) / MAX_SHARE)

    def follow(self) -> None:
        """Updates the view until the study is inactive or the server is away."""
        try:
            while True:
                info = self._connection.request("GET", self._study._path, retry=False).json()
                self.update(info)
                if info["state"] in INACTIVE:
                    return
                time.sleep(PERIOD_SECONDS)
        except RevcorError:
            pass
        finally:
            self._connection.close()


def show(study: Any) -> None:
    """Displays a study, the value of a cell, and follows it in the background; once in a cell."""
    if not is_notebook():
        print(repr(study))
    elif study._viewed_in != _cell():
        view = View(study, study._server._connect())
        view.update(study.info)
        threading.Thread(target=view.follow, name="revcor view", daemon=True).start()


def _cell() -> int:
    return sys.modules["IPython"].get_ipython().execution_count
