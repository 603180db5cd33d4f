#!/usr/bin/env bash
# Leaves in $OUT for each law: a target, its seeds, its dictionary and its options. Runs in OSS-Fuzz's
# image, and on any machine that has a nightly toolchain and cargo-fuzz: see .ci/oss-fuzz.
set -euo pipefail
cd -P "$SRC/proofmark"

case "${SANITIZER:-address}" in
    address) sanitizer=address ;;
    *) sanitizer=none ;; # what instruments coverage comes in RUSTFLAGS
esac
built="$PWD/target/fuzz/$sanitizer"
# Optimised, and with the assertions of debug builds: as `cargo xtask fuzz` builds them.
cargo fuzz build --fuzz-dir fuzz --sanitizer "$sanitizer" --target-dir "$built"

for source in fuzz/fuzz_targets/*.rs; do
    law=$(basename "$source" .rs)
    [ "$law" = canary ] && continue
    cp "$built"/*/release/"$law" "$OUT/$law"

    seeds=$(mktemp -d)
    for seed in corpus/seeds/"$law"/*; do
        case "$seed" in
            # What is no text is written with escapes; line ends are there for the reader.
            *.escaped) printf '%b' "$(tr -d '\n' <"$seed")" >"$seeds/$(basename "$seed" .escaped)" ;;
            *) cp "$seed" "$seeds/" ;;
        esac
    done
    rm -f "$OUT/${law}_seed_corpus.zip"
    (cd "$seeds" && zip --quiet --recurse-paths "$OUT/${law}_seed_corpus.zip" .)
    rm -r "$seeds"

    # A law's words are those of the protocol in whose table it stands.
    table=$(grep --recursive --files-with-matches "^    $law:" crates/*/src | head -n 1)
    protocol=$(cut -d / -f 2 <<<"$table")
    cp "fuzz/dictionaries/$protocol.dict" "$OUT/$law.dict"

    printf '[libfuzzer]\nmax_len = 8192\ntimeout = 10\nrss_limit_mb = 2048\nmalloc_limit_mb = 256\n' \
        >"$OUT/$law.options"
done
