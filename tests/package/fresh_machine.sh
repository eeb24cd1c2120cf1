#!/usr/bin/env bash
# Runs the first commands of README.md and docs/getting-started.md as people meet them: from a clone of what is
# committed, on a Debian 12 that has nothing else, by root, and by a user without rights to install. As root, since it
# makes a root of its own; all tests run twice, which takes half an hour.
#   tests/package/fresh_machine.sh [FOLDER]      results/package
# What it saw goes to FOLDER/fresh-machine.txt. Packages come from where this machine gets its own.
# shellcheck disable=SC2016 # the root's shell expands
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=${1:-$top/results/package}
. "$top/tests/package/empty_debian.sh" "$@"

# The block below the mark of this script in a document, without what it says to people.
commands_of() {
  awk -v mark='<!-- run by tests/package/fresh_machine.sh -->' '$0 == mark {on = 1; next}
    on && /^```/ {if (in_block) exit; in_block = 1; next} in_block {sub(/ +#.*/, ""); print}' "$top/$1"
}
mapfile -t first < <(commands_of README.md)
[ "${first[*]}" = "./jobs/local.sh ./tests/run.sh" ] || fail "README.md has other first commands: ${first[*]}"
started=$(commands_of docs/getting-started.md)
[ -n "$started" ] || fail "docs/getting-started.md has no first commands"

for home in root home/user; do git clone -q --no-local "$top" "$root/$home/squares"; done
chroot "$root" chown -R user: /home/user/squares
# Somebody who may not install is told what to ask for.
asks() {
  local said
  if said=$(as_user "cd squares; $1" 2>&1); then return 1; fi
  echo "$said"
  grep -q 'only root can install them; ask for:$' <<<"$said" && grep -q '^  apt-get install ' <<<"$said"
}
short() { inside "cd /root/squares; $1" 2>&1 | tail -n 25; }
short_as_user() { as_user "cd squares; $1" 2>&1 | tail -n 25; }

report "$out/fresh-machine.txt" "The first commands on an empty Debian"
echo "The last 25 lines of each command are kept." >>"$report.new"
shown "A user without rights asks for packages" asks "${first[0]}"
shown "Root gets them, and runs squares" short "${first[0]}"
shown "Now the user does, too" short_as_user "${first[0]}"
shown "and goes on as in docs/getting-started.md" short_as_user "$started
mpirun -np 4 squares --force"
shown "The tests need more" asks "${first[1]}"
shown "All pass for root" short "${first[1]}"
shown "All pass for the user" short_as_user "${first[1]}"
shown_all
