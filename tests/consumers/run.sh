#!/usr/bin/env bash
# Opens the exports with the programs that people load them into. Installs what that needs, skipping what is there.
# usage: tests/consumers/run.sh AID_GRAPH_PROGRAM [CHECK …]
set -euo pipefail
program=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/target/consumers"
scratch="$work/scratch"
mkdir -p "$work"

wanted=()
command -v dot >/dev/null || wanted+=(graphviz)
[ -n "$(fc-list ':family=Noto Sans CJK SC' 2>/dev/null)" ] || wanted+=(fonts-noto-cjk fontconfig)
command -v virtuoso-t >/dev/null && command -v isql-vt >/dev/null || wanted+=(virtuoso-opensource-7)
if [ ${#wanted[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
fi
python="$work/venv/bin/python"
# What was asked for is noted last, so that an installation that broke off is not taken for one.
if ! cmp -s "$here/requirements.txt" "$work/venv/installed.txt"; then
  python3 -m venv --clear "$work/venv"
  "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$work/venv/installed.txt"
fi
if ! cmp -s "$here/package.json" "$work/modules/installed.json"; then
  rm -rf "$work/modules" && mkdir -p "$work/modules"
  cp "$here/package.json" "$work/modules/"
  npm install --prefix "$work/modules" --silent --no-audit --no-fund --legacy-peer-deps >/dev/null
  cp "$here/package.json" "$work/modules/installed.json"
fi

rm -rf "$scratch" && mkdir -p "$scratch"
"$program" build "$root/data/corpus/fengtai-2023.txt" -o "$scratch/sample.json"
"$python" "$here/hostile.py" "$scratch/hostile.json"

passed=0 failed=0
check() {
  if timeout --kill-after=20 150 "$@"; then
    passed=$((passed + 1))
  else
    echo "FAILED: $*" >&2
    failed=$((failed + 1))
  fi
}
for graph in sample hostile; do
  for name in "${@:-pictures networks triples shapes virtuoso bolt ladybug_copy tables returns}"; do
    for one in $name; do
      check "$python" "$here/$one.py" "$program" "$scratch/$graph.json" "$scratch"
    done
  done
  if [ $# -eq 0 ]; then
    check node "$here/graphology.mjs" "$scratch/$graph.json" "$scratch" "$work/modules"
    check node "$here/linter.mjs" "$scratch/$graph.cypher" "$work/modules" "$root/README.md"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
