//! Written from the laws by `cargo xtask generate`; not edited by hand.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzz::hold("keys_serve_one_purpose", input));
libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| {
    fuzz::mutate("keys_serve_one_purpose", data, size, max, seed)
});
libfuzzer_sys::fuzz_crossover!(|one: &[u8], other: &[u8], out: &mut [u8], seed: u32| {
    fuzz::cross("keys_serve_one_purpose", one, other, out, seed)
});
