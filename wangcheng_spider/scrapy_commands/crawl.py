"""``scrapy crawl wangcheng``: refuses with one clear line, ends with the run's exit code."""

import argparse
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError

from ..exit_codes import DONE, INTERRUPTED, NOT_WRITTEN, USAGE
from ..garbage import calm_collector
from ..log_lines import set_level
from ..setting_names import check_names, check_settings

if TYPE_CHECKING:
    from ..run import Run

ENDED_WELL = (DONE, INTERRUPTED)
"""Exit codes that --quiet passes over: whoever interrupts a run knows that it was interrupted."""


class Command(CrawlCommand):
    """Scrapy's crawl; the spider's run is opened before, and judged after."""

    _run: "Run | None" = None

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--quiet",
            action="store_true",
            help="say nothing, but one line where it did not go well",
        )
        parser.add_argument(
            "--json", action="store_true", help="print the summary as one JSON object"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Also opens the run: what is wrong is said before Scrapy starts to log."""
        try:
            super().process_options(args, opts)
            assert self.settings is not None
            check_names(one.partition("=")[0] for one in opts.set)
            check_settings(self.settings)
        except UsageError as error:
            refuse(USAGE, str(error), opts)
        if args[:1] != ["wangcheng"]:
            return
        if args[1:]:
            refuse(USAGE, f"{args[1]}: no such option or argument (wangcheng crawl --help)", opts)
        from ..feeds import check_feeds
        from ..opening import RunRefused, open_run

        if opts.quiet:
            self.settings.set("PROGRESS", False, priority="cmdline")
            if not opts.loglevel and not self.settings["LOG_FILE"]:
                self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")
        try:
            check_feeds(self.settings)
            self._run = open_run(opts.spargs, Path(self.settings["DATA_DIR"]), self.settings)
        except UsageError as error:
            refuse(USAGE, str(error), opts)
        except OSError as error:
            refuse(NOT_WRITTEN, f"could not write: {error}", opts)
        except RunRefused as error:
            refuse(error.exit_code, str(error), opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if self._run is None:
            super().run(args, opts)
            return
        assert self.crawler_process is not None
        assert self.settings is not None
        set_level(self.settings["LOG_LEVEL"])
        crawler = self._create_crawler("wangcheng")
        calm_collector()
        self.crawler_process.crawl(crawler, run=self._run, **opts.spargs)
        self.crawler_process.start()
        for number in (signal.SIGINT, signal.SIGTERM):
            # the run is over but for its record: a second Ctrl-C must not change the exit code
            signal.signal(number, signal.SIG_IGN)
        failed = self.crawler_process.bootstrap_failed
        self._run.finish("internal_error" if failed else "interrupted")
        report_end(self._run, opts)
        self.exitcode = self._run.exit_code


def refuse(exit_code: int, text: str, opts: argparse.Namespace) -> NoReturn:
    """End before anything began, with one line."""
    print(f"wangcheng: {text}", file=sys.stderr)
    if opts.json:
        print(json.dumps({"exit_code": exit_code, "cause": text}, ensure_ascii=False))
    sys.exit(exit_code)


def report_end(run: "Run", opts: argparse.Namespace) -> None:
    """The summary, in the form that was asked for."""
    from ..summary import summarize, to_json
    from ..terminal import say

    is_stdout_taken = "-" in (opts.output or []) + (opts.overwrite_output or [])
    if opts.json and not is_stdout_taken:
        say(to_json(run))
    elif not opts.quiet and not is_stdout_taken:
        say(summarize(run))
    if opts.quiet and run.exit_code not in ENDED_WELL:
        record = run.record
        print(f"wangcheng: exit {record.exit_code}: {record.cause} ({run.folder})", file=sys.stderr)
