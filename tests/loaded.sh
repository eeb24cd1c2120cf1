#!/usr/bin/env bash
# Runs the tests several times in a row, in random order, beside a busy loop on each processor: a test passes whenever the
# product is right. Says how each run ended, and what the last words of one that failed were.
#   tests/loaded.sh [TIMES] [arguments of tests/run.sh]      five times
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
times=5
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  times=$1
  shift
fi
log=$(mktemp --tmpdir squares-loaded-XXXXXX)
loops=()
stop_loops() {
  kill "${loops[@]}"
  rm -f "$log"
}
trap stop_loops EXIT
for ((loop = 0; loop < $(nproc); ++loop)); do
  (while :; do :; done) &
  loops+=($!)
done

. /etc/os-release
echo "$PRETTY_NAME, $(nproc) processors, as many busy loops; squares of $(git -C "$top" rev-parse --short HEAD 2>/dev/null || echo "a tree without git")"
failed=0
for ((run = 1; run <= times; ++run)); do
  began=$SECONDS
  if "$top/tests/run.sh" "$@" --schedule-random >"$log" 2>&1; then outcome=passed; else outcome=FAILED failed=$((failed + 1)); fi
  echo "$run: $outcome in $((SECONDS - began)) s; $(grep -E '^[0-9]+% tests passed' "$log" || tail -n 1 "$log")"
  if [ $outcome = FAILED ]; then
    sed -n '/The following tests FAILED/,/Errors while/p' "$log"
    cp "$log" "$log-$run"
    echo "all that they said: $log-$run"
  fi
done
exit $((failed > 0))
