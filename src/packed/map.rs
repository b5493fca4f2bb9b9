//! The one unsafe call of the crate: mapping a file into memory.

use std::fs::File;
use std::io;

use memmap2::Mmap;

/// Maps a file for reading.
///
/// Mapping is what makes a question to a graph of a gigabyte take milliseconds: pages that it does not touch are not read
/// (`cargo bench --bench packed` compares it with reading the file). It is unsafe because another process could change or
/// cut the file while it is mapped. This program never writes into a file that is in use: outputs are written beside it and
/// renamed, which leaves a mapped file as it was. What another program changes is seen by the checksum of its block, if the
/// block had not been read before; a file that is cut while it is mapped ends the process with a signal, as it does for all
/// programs that map files.
#[expect(unsafe_code, reason = "memmap2 has no safe way; see above")]
pub(super) fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the mapping is private to this process and read-only, and all of its readers check lengths and checksums and
    // trust no value; see above for changes by others.
    unsafe { Mmap::map(file) }
}
