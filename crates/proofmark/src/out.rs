//! What is printed for whoever reads it. Those who have read enough, like `head`, may leave.

use std::fmt;
use std::io::{self, ErrorKind, Write as _};

/// Prints this on standard output.
macro_rules! out {
    ($($text:tt)*) => { $crate::out::write(format_args!($($text)*)) };
}

/// Prints this on standard output, and ends the line.
macro_rules! outln {
    ($($text:tt)*) => { $crate::out::write(format_args!("{}\n", format_args!($($text)*))) };
}

pub(crate) fn write(text: fmt::Arguments<'_>) {
    let mut stdout = io::stdout().lock();
    match stdout.write_fmt(text).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            // Where even this cannot be said there is nobody left to tell.
            let _ = writeln!(io::stderr(), "error: standard output: {error}");
        }
        _ => {}
    }
}
