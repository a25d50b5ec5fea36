"""What of a file is in the system's memory (its page cache): asked, and told to be forgotten. Linux alone."""

import ctypes
import mmap
import os
from collections.abc import Iterable
from pathlib import Path


def forget(files: Iterable[Path]) -> None:
    """Tells the system to drop these files from memory, so that the next who reads them waits for the disk.

    Needs no rights, and disturbs nobody else. What a running process has mapped stays.
    """
    for file in files:
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)  # what is not yet on the disk cannot be dropped
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def pages_in_memory(files: Iterable[Path]) -> dict[Path, int]:
    """Counts the pages of each file that are in memory (mincore); looking reads nothing."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mincore.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)
    counts = {}
    for file in files:
        size = file.stat().st_size
        if not size:
            counts[file] = 0
            continue
        pages = -(-size // mmap.PAGESIZE)
        found = (ctypes.c_ubyte * pages)()
        with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, mmap.MAP_PRIVATE) as mapped:
            start = ctypes.c_char.from_buffer(mapped)  # writable for ctypes' sake; nothing is written
            try:
                if libc.mincore(ctypes.addressof(start), size, found):
                    raise OSError(ctypes.get_errno(), f"mincore {file}")
            finally:
                del start
        counts[file] = sum(each & 1 for each in found)
    return counts
