"""``scrapy crawl wangcheng``: refuses with one clear line, ends with the run's exit code."""

import argparse
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands.crawl import Command as CrawlCommand

if TYPE_CHECKING:
    from ..run import Run


class Command(CrawlCommand):
    """Scrapy's crawl; the spider's run is opened before, and judged after."""

    _run: "Run | None" = None

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Also opens the run: what is wrong is said before Scrapy starts to log."""
        super().process_options(args, opts)
        if args != ["wangcheng"]:
            return
        from ..opening import RunRefused, open_run

        assert self.settings is not None
        try:
            self._run = open_run(opts.spargs, Path(self.settings["DATA_DIR"]), self.settings)
        except RunRefused as error:
            print(f"wangcheng: {error}", file=sys.stderr)
            sys.exit(error.exit_code)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if self._run is None:
            super().run(args, opts)
            return
        from ..summary import summarize

        assert self.crawler_process is not None
        assert self.settings is not None
        # Scrapy logs every page twice at DEBUG, and leaves it to the handler to drop that
        logging.getLogger("scrapy").setLevel(self.settings["LOG_LEVEL"])
        crawler = self._create_crawler("wangcheng")
        self.crawler_process.crawl(crawler, run=self._run, **opts.spargs)
        self.crawler_process.start()
        for number in (signal.SIGINT, signal.SIGTERM):
            # the run is over but for its record: a second Ctrl-C must not change the exit code
            signal.signal(number, signal.SIG_IGN)
        failed = self.crawler_process.bootstrap_failed
        self._run.finish("internal_error" if failed else "interrupted")
        if "-" not in (opts.output or []) + (opts.overwrite_output or []):
            print(summarize(self._run))
        self.exitcode = self._run.exit_code
