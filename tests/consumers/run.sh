#!/usr/bin/env bash
# Installs what the checks of the exports need, skipping what is there, and runs them.
# usage: tests/consumers/run.sh AID_GRAPH_PROGRAM
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

if ! command -v dot >/dev/null || ! fc-list 2>/dev/null | grep -q 'Noto Sans CJK SC'; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends graphviz fonts-noto-cjk fontconfig >/dev/null
fi
environment="$root/target/consumers/venv"
if ! "$environment/bin/python" -c 'import networkx, rdflib' 2>/dev/null; then
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet networkx==3.6.1 rdflib==7.6.0
fi
"$environment/bin/python" "$here/check_exports.py" "$program" "$root/target/consumers/scratch" "$root/data/corpus/fengtai-2023.txt"
