//! The clock of this process. Libraries that read the time themselves are shown the time of the
//! case, because the function by which they ask for it is this one.
#![expect(
    unsafe_code,
    reason = "a function of the C library is put in another's place"
)]

use std::sync::atomic::{AtomicI64, Ordering};

use libc::{CLOCK_REALTIME, SYS_clock_gettime, c_int, clockid_t, syscall, timespec};

/// What the clock shows in seconds; the real time if it is negative.
static NOW_S: AtomicI64 = AtomicI64::new(-1);

/// Puts the clock to this time, where it stands still.
pub fn stand_at(now_s: i64) {
    NOW_S.store(now_s, Ordering::SeqCst);
}

/// What the C library would do, but for the time of day.
///
/// # Safety
///
/// `time` points to a `timespec` that may be written, as the C library asks of every caller.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: clockid_t, time: *mut timespec) -> c_int {
    let now_s = NOW_S.load(Ordering::SeqCst);
    if clock == CLOCK_REALTIME && now_s >= 0 {
        let stands = timespec {
            tv_sec: now_s,
            tv_nsec: 0,
        };
        // SAFETY: the caller promises that `time` may be written.
        unsafe { time.write(stands) };
        return 0;
    }
    // SAFETY: this is the system call behind the function, with the caller's own arguments.
    let returned = unsafe { syscall(SYS_clock_gettime, clock, time) };
    c_int::try_from(returned).unwrap_or(-1)
}
