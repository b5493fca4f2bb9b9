#!/usr/bin/env bash
# Renews what is generated from the rules and the sample: the confidences, the catalogue, the exports and their picture.
# Look at what changed before you commit it.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --release --quiet
aid_graph=${CARGO_TARGET_DIR:-target}/release/aid-graph
# Written beside and then moved, so that a failure leaves the old file.
"$aid_graph" eval data --confidence > target/confidence.toml
mv target/confidence.toml data/rules/confidence.toml
# The program holds the confidences, and the pack prepared with them.
UPDATE_PREPARED=1 cargo test --release --quiet --test suite -- prepared_pack::the_prepared
cargo build --release --quiet
"$aid_graph" rules doc > target/rule-catalogue.md
mv target/rule-catalogue.md docs/rule-catalogue.md
UPDATE_EXPORTS=1 cargo test --release --quiet --test suite -- exports_are_fresh::every_export exports_are_fresh::the_documentation
dot -Tsvg exports/fengtai-2023.dot > target/fengtai-2023.svg
mv target/fengtai-2023.svg exports/fengtai-2023.svg
git status --short data/rules docs exports
