"""Hold the lines of `make crawl` against the items that the sample site says are right."""

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

from wangcheng_spider.demo.recording import recorded_view
from wangcheng_spider.demo.sample import SampleSite
from wangcheng_spider.sites import load


def main(log: Path) -> None:
    """Exit 1, naming the first difference, where file and expectation differ."""
    printed = re.search(r"^lines\s+(\S+\.jsonl)", log.read_text("utf-8"), re.MULTILINE)
    if printed is None:
        sys.exit(f"{log}: no file of lines was printed")
    lines = Path(printed[1]).read_text("utf-8").splitlines()
    found = {line["content_id"]: line for line in map(json.loads, lines)}
    sample = SampleSite(load("sample"))
    if len(lines) != len(sample.stories) or len(found) != len(lines):
        sys.exit(f"{printed[1]}: {len(lines)} lines, {len(sample.stories)} articles")
    for story in sample.stories:
        view = recorded_view(story)
        wanted = asdict(sample.expected(story, view))
        line = found[story.content_id]
        for name, value in wanted.items():
            if name not in ("fetched_at", "restored") and line[name] != value:
                sys.exit(f"{story.content_id} {name}: {line[name]!r} instead of {value!r}")
    print(f"{printed[1]}: all {len(lines)} lines as expected")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
