//! The command line program; everything is in the library.

use std::process::ExitCode;

/// Compiling allocates many small strings on all threads at once, and gives them back on others.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    aid_graph::cli::run()
}
