//! For tests only: a library to preload into a node, so that a bond's years pass while a test runs.
//!
//! It takes the place of `clock_gettime` and adds the seconds in the file that `CLOCK_OFFSET_FILE` names:
//!
//! ```sh
//! echo -362880000 > clock
//! CLOCK_OFFSET_FILE=$PWD/clock LD_PRELOAD=$PWD/target/release/libchihosai_clock.so scripts/node.sh start
//! echo -345600000 > clock.new && mv clock.new clock    # 200 days later, from the next block on
//! ```
//!
//! Until the file has held a whole number the time is the real one; afterwards the last number counts while the file
//! holds none or is away. So the moment in which a test rewrites the file does not throw the chain into the present,
//! and time on a chain never goes back.
//!
//! # What it moves, and what not
//!
//! - `CLOCK_REALTIME` and `CLOCK_REALTIME_COARSE`: they are one clock at two resolutions and must not drift apart.
//! - No other clock: timers and timeouts run on `CLOCK_MONOTONIC`.
//! - Neither `gettimeofday` nor `time`. In the node only RocksDB uses them, for deadlines that it hands to
//!   `pthread_cond_timedwait`. The kernel judges those by its own clock: moved into the past they are over at once, and
//!   RocksDB's timer spins on a whole core (tried); moved into the future they never come.
//!
//! # What the code here may do
//!
//! The node's allocator asks for the time before the program has started, from inside an allocation. So nothing here
//! allocates, takes a lock, or uses `std::env`, and nothing panics. The caller's `errno` stays as it was.
#![cfg(all(target_os = "linux", target_pointer_width = "64"))]
#![deny(unsafe_op_in_unsafe_fn)]

use std::ffi::CStr;
use std::sync::atomic::{AtomicI64, Ordering};

/// The offset that was read last, in seconds.
static LAST_OFFSET: AtomicI64 = AtomicI64::new(0);

/// More than the longest `i64` with a sign and line end; a file that fills it is not a number.
const TEXT_BYTES: usize = 32;

/// The C library's `clock_gettime`, with the real time moved.
///
/// # Safety
///
/// As in C: `time` is null or points to a `timespec` to be written.
#[no_mangle]
pub unsafe extern "C" fn clock_gettime(clock: libc::clockid_t, time: *mut libc::timespec) -> libc::c_int {
    // The call itself, since the C library's function of this name is the one replaced.
    // SAFETY: the kernel gets the arguments as they came; it answers a bad pointer with an error.
    let status = unsafe { libc::syscall(libc::SYS_clock_gettime, clock, time) };
    if status == 0 && matches!(clock, libc::CLOCK_REALTIME | libc::CLOCK_REALTIME_COARSE) {
        // SAFETY: the kernel has just written to it, so it is a valid timespec, and until we return it is ours.
        let seconds = unsafe { &mut (*time).tv_sec };
        *seconds = seconds.saturating_add(offset_seconds());
    }
    status as libc::c_int
}

/// What is to be added now.
fn offset_seconds() -> i64 {
    // SAFETY: the name ends with a zero byte. `getenv` only reads the environment, which is there before any library is
    // started. A variable set meanwhile by another thread would be a race, but the node does not even import `setenv`.
    let path = unsafe { libc::getenv(c"CLOCK_OFFSET_FILE".as_ptr()) };
    if path.is_null() {
        return 0;
    }
    // SAFETY: `getenv` answers with a zero-terminated string in the environment, which outlives this call.
    offset_by(unsafe { CStr::from_ptr(path) })
}

/// The offset that the file holds, or else held last.
fn offset_by(path: &CStr) -> i64 {
    // SAFETY: the C library gives each thread an `errno` of its own, which this thread may read at any time.
    let errno = unsafe { *libc::__errno_location() };
    let read = read_offset(path);
    // SAFETY: and write.
    unsafe { *libc::__errno_location() = errno };
    match read {
        Some(offset) => {
            LAST_OFFSET.store(offset, Ordering::Relaxed);
            offset
        }
        None => LAST_OFFSET.load(Ordering::Relaxed),
    }
}

fn read_offset(path: &CStr) -> Option<i64> {
    let mut text = [0; TEXT_BYTES];
    // SAFETY: the path ends with a zero byte, and without O_CREAT no mode is expected.
    let file = unsafe { libc::open(path.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC) };
    if file < 0 {
        return None;
    }
    // SAFETY: the buffer has as many bytes as it says.
    let length = unsafe { libc::read(file, text.as_mut_ptr().cast(), text.len()) };
    // SAFETY: the descriptor was opened above and is known to nobody else.
    unsafe { libc::close(file) };
    let length = usize::try_from(length).ok().filter(|length| *length < TEXT_BYTES)?;
    parse(&text[..length])
}

/// A whole number with or without sign, in ASCII, with space around it; else nothing.
fn parse(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text.trim_ascii()).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CString;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn a_whole_number_in_ascii_is_an_offset() {
        assert_eq!(parse(b"0"), Some(0));
        assert_eq!(parse(b"-362880000\n"), Some(-362_880_000));
        assert_eq!(parse(b" +86400 \r\n"), Some(86_400));
        assert_eq!(parse(b"9223372036854775807"), Some(i64::MAX));
        assert_eq!(parse(b"-9223372036854775808"), Some(i64::MIN));
    }

    #[test]
    fn anything_else_is_not() {
        let garbage: [&[u8]; 12] = [
            b"",
            b"\n",
            b"-",
            b"--1",
            b"- 1",
            b"1 2",
            b"1.5",
            b"0x10",
            b"1\0",
            b"\xff1",
            b"9223372036854775808",
            b"-9223372036854775809",
        ];
        for text in garbage {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_offset_follows_the_file_and_outlasts_it() {
        let file = std::env::temp_dir().join(format!("chihosai-clock-{}", std::process::id()));
        let path = CString::new(file.as_os_str().as_bytes()).expect("no zero byte");
        let offset = |text: &str| {
            std::fs::write(&file, text).expect("writable");
            offset_by(&path)
        };
        assert_eq!(offset_by(&path), 0, "missing from the start");
        assert_eq!(offset("soon"), 0, "garbage from the start");
        assert_eq!(offset("-5\n"), -5);
        assert_eq!(offset(""), -5, "caught while being written");
        assert_eq!(offset("7"), 7);
        assert_eq!(offset(&"0".repeat(TEXT_BYTES)), 7, "too long");
        std::fs::remove_file(&file).expect("there");
        assert_eq!(offset_by(&path), 7, "gone");
    }

    #[test]
    fn errno_stays_as_it_was() {
        // SAFETY: as in `offset_by`.
        unsafe { *libc::__errno_location() = libc::EAGAIN };
        offset_by(c"/nowhere/clock");
        // SAFETY: as in `offset_by`.
        assert_eq!(unsafe { *libc::__errno_location() }, libc::EAGAIN);
    }
}
