#!/usr/bin/env bash
# Measures again what the folders main-job, series, small-series, study and claims hold: a page, tables, and the files as far
# as they are small. Wants a quiet machine; takes about five minutes.
#   results/measure.sh [FOLDER…]      (all five)
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
. "$top/cluster/launcher.sh"
launcher_set quiet oversubscribe root

"$top/cluster/debian.sh" test
. "$top/cluster/debian_first.sh"
"$top/cluster/build.sh" release
export PATH=$top/build/bin:$PATH

# begin FOLDER: empties it, goes there, and notes the machine.
begin() {
  echo "results: $1" >&2
  rm -rf "${top:?}/results/$1"
  mkdir "$top/results/$1"
  cd "$top/results/$1"
  { lscpu | grep -E '^(Model name|CPU\(s\)|L1d|L2|L3)'; free -h | sed -n 's/^Mem: *\([^ ]*\).*/memory: \1/p'
    . /etc/os-release && echo "$PRETTY_NAME, Linux $(uname -r)"; mpirun --version | head -1
    df --output=fstype . | tail -1 | sed 's/^/file system: /'; } > machine.txt
}

# log COMMAND…: notes the command, then runs it.
log() {
  echo "$*" >> command.txt
  "$@"
}

main_job() {
  begin main-job
  log mpirun -np 16 squares --quiet
  log squares report squares.h5 --html report.html > report.txt
  # Kept compressed, so that every figure can be worked out again from it.
  log h5repack -f squares:SHUF -f squares:GZIP=9 -l squares:CHUNK=62500 squares.h5 small.h5
  mv small.h5 squares.h5
}

# measured_series STRONG WEAK: runs of so many squares, and of so many for each rank. Each layout five times, by turns, so
# that a moment of noise is nobody's alone.
measured_series() {
  local ranks run kind
  for run in 1 2 3 4 5; do
    for ranks in 1 2 4; do
      log mpirun -np "$ranks" --bind-to none squares --last "$1" --quiet --output "strong-$ranks-$run.h5"
      log mpirun -np "$ranks" --bind-to none squares --last "$(($2 * ranks))" --quiet --output "weak-$ranks-$run.h5"
    done
  done
  for kind in strong weak; do
    log squares report $kind-*.h5 --html $kind.html > $kind.txt
    log squares report $kind-*.h5 --csv > $kind.csv
  done
  log squares compare strong-1-*.h5 --to strong-2-*.h5 > compare.txt
}

series() {
  begin series
  measured_series 64000000 32000000
  rm ./*.h5  # 7 GB
}

small_series() {
  begin small-series
  measured_series 20000 10000
}

study() {
  begin study
  log mpirun -np 4 squares study --budget 2m --quiet
  log squares claims --quiet --output claims.h5
  log squares report study.h5 claims.h5 --html report.html > report.txt
}

claims() {
  begin claims
  log mpirun -np 2 squares claims --output claims.h5 > claims.txt
  log squares claims --control > control.txt
  local example
  for example in E1 E2 E3 E4; do
    log squares claims --example "$example"
    echo
  done > examples.txt
  log squares report claims.h5 --html report.html --quiet
}

[ $# -gt 0 ] || set -- main-job series small-series study claims
for folder in "$@"; do
  case $folder in
    main-job) main_job ;;
    small-series) small_series ;;
    series | study | claims) "$folder" ;;
    *)
      echo "results: no folder '$folder' is measured here; main-job, series, small-series, study and claims are" >&2
      exit 64
      ;;
  esac
done
