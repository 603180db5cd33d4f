//! Written from the laws by `cargo xtask generate`; not edited by hand.
#![no_main]

const LAW: &str = "token_requests_read_as_they_are_written";

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::hold(LAW, input));
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {
    fuzz::mutate(LAW, data, size, max, seed)
});
libfuzzer_sys::fuzz_crossover!(|one: &[u8], other: &[u8], out: &mut [u8], seed: u32| {
    fuzz::cross(LAW, one, other, out, seed)
});
