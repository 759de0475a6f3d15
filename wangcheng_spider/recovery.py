"""Every start is a recovery: files and store agree after whatever ended the last run."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from zlib import crc32

from .exporters import index_entry, seal_file
from .files import cut_file, sync_file, sync_folder
from .items import Article
from .lines import decode_line
from .schema import check_article
from .segments import NAME, PART
from .storage import Batch, Known, Segment, Store, StoreError
from .wording import count_of

HINT = "`wangcheng verify` says more, `--repair` mends it"


def recover(articles: Path, store: Store) -> None:
    """Make files and store agree.

    Open segments are cut to their committed offset and sealed; what the store does not know (it was
    lost, or is an old copy) is read and indexed. Raises StoreError where a committed line is
    missing or damaged, before anything is touched where a sealed segment is.
    """
    # what the last process did to names may not have reached the disk: it must before it counts
    sync_folder(articles)
    _check_sealed(articles, store)
    for segment in store.segments():
        is_part = (articles / (segment.name + PART)).exists()
        if not segment.is_sealed or is_part:  # both: a power loss took the final name back
            _recover_open(articles, segment, store)
    for name in store.unread():
        store.enter_read(name, list(_trace_lines(articles / name)))
    indexed = {segment.name for segment in store.segments()}
    for path in sorted(articles.iterdir()):
        match = NAME.fullmatch(path.name.removesuffix(PART))
        if match and match[0] not in indexed:
            adopt(path, match["site"], store)


def _check_sealed(articles: Path, store: Store) -> None:
    """Sealed segments are never written again: all must be there, with all their bytes."""
    faults = []
    for segment in store.segments():
        path = articles / segment.name
        if not segment.is_sealed or path.with_name(segment.name + PART).exists():
            continue
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            faults.append(f"{path}: missing (lines in it: {segment.lines})")
            continue
        if size < segment.offset:
            faults.append(
                f"{path}: torn, of {count_of(segment.offset, 'byte')} sealed {size:,} are there"
            )
    if faults:
        more = f" (segments lost in all: {len(faults)})" if len(faults) > 1 else ""
        raise StoreError(f"{faults[0]}{more}; `wangcheng verify --repair` mends it")


def _trace_lines(path: Path) -> Iterator[Known]:
    """What reposts of the lines are found by; damaged lines are for `wangcheng verify` to name."""
    with path.open("rb") as lines:
        for line in lines:
            with suppress(ValueError):
                entry = index_entry(decode_line(line))
                if entry.trace is not None:
                    yield replace(entry, trace=replace(entry.trace, headline="", body=""))


def _recover_open(articles: Path, segment: Segment, store: Store) -> None:
    part, whole = articles / (segment.name + PART), articles / segment.name
    if whole.exists() and not part.exists():
        # the crash came between the renaming and its entry
        match = NAME.fullmatch(segment.name)
        adopt(whole, match["site"] if match else "", store, segment)
        return
    size = part.stat().st_size if part.exists() else 0
    if size < segment.offset:
        raise StoreError(
            f"{part}: of {count_of(segment.offset, 'byte')} committed {size:,} are there; {HINT}"
        )
    if size > segment.offset:
        cut_file(part, segment.offset)
    elif size:
        sync_file(part)  # its cut may be that of a start that was killed before it was synced
    seal_file(articles, segment, store)


@dataclass(slots=True)
class _Adopted:
    """What is read of a file that the store does not know."""

    size: int
    lines: int
    entries: dict[str, Known] = field(default_factory=dict)
    sums: list[tuple[int, int]] = field(default_factory=list)


def adopt(path: Path, site: str, store: Store, known: Segment | None = None) -> None:
    """Index a file of lines, or what lies behind those that the store knows (``known``).

    Its torn last line is cut off. Raises StoreError where a line is damaged.
    """
    name = path.name.removesuffix(PART)
    adopted = _read(path, site, store, known or Segment(name))
    segment = Segment(name, adopted.size, adopted.lines, is_sealed=path.name == name)
    if path.stat().st_size != adopted.size:
        if segment.is_sealed:
            raise StoreError(f"{path}:{adopted.lines + 1}: torn line; {HINT}")
        cut_file(path, adopted.size)
    sync_file(path)
    batch = Batch(written=list(adopted.entries.values()), sums=adopted.sums)
    store.commit(site, batch, segment)
    if not segment.is_sealed:
        seal_file(path.parent, segment, store)


def _read(path: Path, site: str, store: Store, known: Segment) -> _Adopted:
    adopted = _Adopted(known.offset, known.lines)
    for line, article in _read_lines(path, known):
        entry = replace(index_entry(article), segment=known.name, offset=adopted.size)
        adopted.sums.append((adopted.size, crc32(line)))
        adopted.size += len(line)
        adopted.lines += 1
        before = adopted.entries.get(entry.content_id) or store.known(site, entry.content_id)
        if before is None or entry.revision > before.revision:
            adopted.entries[entry.content_id] = entry
    return adopted


def _read_lines(path: Path, known: Segment) -> Iterator[tuple[bytes, Article]]:
    """Whole lines behind the known ones. StoreError on a damaged one."""
    with path.open("rb") as file:
        file.seek(known.offset)
        for number, line in enumerate(file, known.lines + 1):
            if not line.endswith(b"\n"):
                return
            try:
                article = decode_line(line)
                if reason := check_article(article):
                    raise ValueError(f"breaks the schema: {reason}")
            except ValueError as error:
                raise StoreError(f"{path}:{number}: damaged line: {error}; {HINT}") from error
            yield line, article
