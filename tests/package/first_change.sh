#!/usr/bin/env bash
# A newcomer's first change, in the clone where it is started: "Add an option" of CONTRIBUTING.md, step by step, with its
# test, looked at in all the places where an option is to appear, and committed with the hook. The clone is then as before.
set -euo pipefail
cd "$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")"
[ -z "$(git status --porcelain)" ] || { echo "first_change.sh: something is not committed here" >&2; exit 69; }
before=$(git rev-parse HEAD)
folder=$(mktemp -d)
trap 'rm -rf "$folder"; git reset -q --hard "$before" && git clean -qfd tests src' EXIT

# insert FILE TEXT LINE: LINE goes before the line that has TEXT in it, which must be there once.
insert() {
  [ "$(grep -cF "$2" "$1")" = 1 ] || { echo "first_change.sh: $1 has '$2' not once" >&2; exit 1; }
  line=$3 text=$2 awk 'index($0, ENVIRON["text"]) {print ENVIRON["line"]} {print}' "$1" >"$1.new"
  cat "$1.new" >"$1" && rm "$1.new"
}
# shown WORDS COMMAND…: what the command prints has these words.
shown() {
  "${@:2}" 2>&1 | grep -qF -- "$1" || { echo "first_change.sh: '$1' is not what ${*:2} prints" >&2; exit 1; }
}

echo "1. A field"
insert src/run/run.hpp '  bool quiet = false;' '  bool only_sum = false;'
echo "2. A line of the table"
insert src/cli/table.cpp '{"quiet", flag(o.quiet), "nothing on stdout; errors still' \
  '           {"only-sum", flag(o.only_sum), "the sum alone on stdout", show_group},'
echo "3. What it means"
insert src/run/run.cpp '#include "report/run_report.hpp"' '#include "core/decimal.hpp"'
insert src/run/run.cpp '  return print_result(options.json    ? document' \
  '  if (options.only_sum) return print_result(sum_of_squares(result.plan.range) + "\n", Exit::done);'
insert src/run/launch.cpp '    if (!options.json && !options.quiet)' '    if (!options.only_sum)'
echo "4. A test that shows what it does"
cat >tests/cli/only_sum_test.py <<'END'
import unittest

from launching import SquaresTest


class OnlySum(SquaresTest):
    def test_the_sum_is_all_that_is_printed(self):
        self.assertEqual(self.compute("--last", 1000, "--only-sum", ranks=2).stdout, "333833500\n")


if __name__ == "__main__":
    unittest.main()
END
tests/format.sh
changed=$(git status --porcelain | cut -c4- | tr '\n' ' ')
[ "$changed" = 'src/cli/table.cpp src/run/launch.cpp src/run/run.cpp src/run/run.hpp tests/cli/only_sum_test.py ' ] ||
  { echo "first_change.sh: tests/format.sh has changed other files, too: $changed" >&2; exit 1; }
cluster/build.sh ci
(cd ./build-ci && ctest --output-on-failure --no-tests=error -R '^(cli\.only_sum|cli\.[Oo]ptions.*|package\.manual)')

echo "Help, man page, completion, environment and config file have it"
squares=build-ci/bin/squares
shown --only-sum $squares help run
shown 'only\-sum' cat build-ci/manual/man/squares-run.1
shown --only-sum cat build-ci/manual/bash/squares
echo 'only-sum = true' >"$folder/config"
shown 333833500 env SQUARES_ONLY_SUM=true $squares --last 1000 --output "$folder/a.h5"
shown 333833500 $squares --config "$folder/config" --last 1000 --output "$folder/b.h5"

echo "Committed, with the hook"
git -c core.hooksPath=.githooks add -A
git -c core.hooksPath=.githooks -c user.name=newcomer -c user.email=newcomer@localhost commit -qm "run: --only-sum"
git show --stat --format=%s HEAD
