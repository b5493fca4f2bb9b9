#!/usr/bin/env bash
# The same sources give the same bytes, in whatever order and on however many threads.
# usage: tests/same_bytes.sh AID_GRAPH_PROGRAM [MEGABYTES]
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
folder=target/same-bytes
rm -rf "$folder" && mkdir -p "$folder"
cargo bench --quiet --bench varied_text -- "${2:-1}" "$folder/texts"
mapfile -t files < <(find "$folder/texts" -name '*.txt' | sort)
mapfile -t shuffled < <(printf '%s\n' "${files[@]}" | sort -R --random-source=<(yes))
"$program" build "${files[@]}" --threads 1 -o "$folder/one.json"
"$program" build "${files[@]}" --threads 2 -o "$folder/two.json"
"$program" build "${shuffled[@]}" --threads 2 -o "$folder/shuffled.json"
cmp "$folder/one.json" "$folder/two.json"
cmp "$folder/one.json" "$folder/shuffled.json"
echo "${#files[@]} texts: the same bytes with 1 and 2 threads and in another order"
