"""A real browser for tests: headless Chromium, steered over its debugging protocol.

It reaches loopback alone. Where no Chromium is installed ``find_chromium`` gives None.
"""

import asyncio
import base64
import os
import shutil
import subprocess
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-extensions", "--hide-scrollbars"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    *("--remote-debugging-port=0", "--remote-allow-origins=*", "--window-size=1200,900"),
)
TIMEOUT = 60
LOADED = "new Promise(done => document.readyState == 'complete' ? done() : onload = () => done())"
# what has the focus is settled only when the page has been drawn
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


def find_chromium() -> str | None:
    """Path of a Chromium on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One tab. ``complaints``: what the console said, scripts threw, or could not be loaded."""

    def __init__(self, program: str, folder: Path) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._loaded = asyncio.Event()
        self._numbers = 0
        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": str(folder)},
        )
        self._wait(self._connect(folder / "DevToolsActivePort"))

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run_until_complete(asyncio.wait_for(work, TIMEOUT))

    async def _connect(self, port_file: Path) -> None:
        until = time.monotonic() + TIMEOUT
        while not (port_file.exists() and port_file.read_text().count("\n")):
            assert time.monotonic() < until, "Chromium did not start"
            await asyncio.sleep(0.05)
        port = port_file.read_text().split("\n")[0]
        self._session = aiohttp.ClientSession()
        async with self._session.get(f"http://127.0.0.1:{port}/json") as answer:
            tabs = await answer.json()
        address = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
        self._socket = await self._session.ws_connect(address, max_msg_size=0)
        self._listener = asyncio.ensure_future(self._listen())
        for domain in ("Page", "Runtime", "Log", "Network"):
            await self._send(f"{domain}.enable")

    async def _listen(self) -> None:
        async for message in self._socket:
            table = message.json()
            if "id" in table:
                self._answers.pop(table["id"]).set_result(table)
            else:
                self._note(table["method"], table["params"])

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Page.loadEventFired":
            self._loaded.set()
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            self.complaints.append(str(params))

    async def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._numbers += 1
        answer: asyncio.Future[dict[str, Any]] = self._loop.create_future()
        self._answers[self._numbers] = answer
        await self._socket.send_json({"id": self._numbers, "method": method, "params": params})
        table = await answer
        assert "error" not in table, table
        result: dict[str, Any] = table["result"]
        return result

    def open(self, address: str) -> None:
        """Load a page."""
        self._wait(self._send("Page.navigate", url=address))
        self.evaluate(LOADED)
        self.evaluate(DRAWN)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        result = self._wait(
            self._send(
                "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
            )
        )
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self._wait(self._send("Input.insertText", text=text))

    def press(self, key: str, code: int, *, loads: bool = False) -> None:
        """Press a key; ``loads``: and wait for the page that it leads to."""
        self._loaded.clear()
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self._wait(
                self._send(
                    "Input.dispatchKeyEvent",
                    **{"type": kind, "key": key, "windowsVirtualKeyCode": code, **text},
                )
            )
        if loads:
            self._wait(self._loaded.wait())
            self.evaluate(DRAWN)

    def prefer(self, scheme: str) -> None:
        """``light`` or ``dark``."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._wait(self._send("Emulation.setEmulatedMedia", features=[feature]))

    def screenshot(self, path: Path) -> None:
        """A PNG of the whole page."""
        result = self._wait(self._send("Page.captureScreenshot", captureBeyondViewport=True))
        path.write_bytes(base64.b64decode(result["data"]))

    def close(self) -> None:
        """End Chromium."""
        self._wait(self._end())
        self._loop.close()

    async def _end(self) -> None:
        self._listener.cancel()
        await self._socket.close()
        await self._session.close()
        self._process.terminate()
        await asyncio.to_thread(self._process.wait, TIMEOUT)


CONTRAST = """
(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = (top, below) => top.map((v, i) => i == 3 ? 255 : (v * top[3] + below[i] * (255 - top[3])) / 255);
  const light = c => c.slice(0, 3).map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ground = e => e ? over(rgba(getComputedStyle(e).backgroundColor), ground(e.parentElement)) : [255, 255, 255, 255];
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType == 3 && n.textContent.trim());
    if (!own || e.closest('title, style') || !e.checkVisibility()) continue;
    const style = getComputedStyle(e), below = ground(e);
    const ink = over(rgba(e.closest('svg') ? style.fill : style.color), below);
    const [a, b] = [light(ink), light(below)].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) found.push([e.tagName, e.textContent.slice(0, 30), Math.round(ratio * 100) / 100]);
  }
  return found;
})()
"""  # noqa: E501
"""Texts whose contrast with what is below them is under 4.5 : 1, as [tag, text, ratio]."""
