#!/usr/bin/env bash
# What people meet on a Debian that has nothing else: the first commands of README.md and docs/getting-started.md from a
# clone of what is committed, by root and by a user without rights to install, whose folder has a blank in its name; then
# the Debian package, in a second root.
# As root, since it makes roots; takes half an hour.
#   tests/package/fresh_machine.sh 12|13 [FOLDER]      results/package
# What it saw goes to FOLDER/debian-12.txt or debian-13.txt.
# shellcheck disable=SC2016 # the root's shell expands
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
debian=${1:-}
out=${2:-$top/results/package}
. "$top/tests/package/root.sh"

# The block below the mark of this script in a document, without what it says to people.
commands_of() {
  awk -v mark='<!-- run by tests/package/fresh_machine.sh -->' '$0 == mark {on = 1; next}
    on && /^```/ {if (in_block) exit; in_block = 1; next} in_block {sub(/ +#.*/, ""); print}' "$top/$1"
}
mapfile -t first < <(commands_of README.md)
[ "${first[*]}" = "./jobs/local.sh ./tests/run.sh" ] || fail "README.md has other first commands: ${first[*]}"
started=$(commands_of docs/getting-started.md)
[ -n "$started" ] || fail "docs/getting-started.md has no first commands"

# Somebody who may not install is told what to ask for.
asks() {
  local said
  if said=$(as_user "cd \"my squares\"; $1" 2>&1); then return 1; fi
  echo "$said"
  grep -q 'only root can install them; ask for:$' <<<"$said" && grep -q '^  apt-get install ' <<<"$said"
}
# What a command says at its end; of tests that failed, what they said.
ended() {
  local code=0
  "$@" >"$scratch/said" 2>&1 || code=$?
  [ $code -eq 0 ] || /usr/bin/env python3 "$top/tests/support/failures.py" "$scratch/said"
  tail -n 40 "$scratch/said"
  return $code
}
short() { ended inside "cd /root/squares; $1"; }
short_as_user() { ended as_user "cd \"my squares\"; $1"; }

new_root "$scratch/clone"
for clone in root/squares "home/user/my squares"; do git clone -q --no-local "$top" "$root/$clone"; done
chroot "$root" chown -R user: "/home/user/my squares"
report "$out/debian-$debian.txt" "squares on an empty Debian" "$debian"
echo "Commit $(git -C "$top" rev-parse --short HEAD); the last 40 lines of each command are kept." >>"$report.new"
shown "A user without rights asks for packages" asks "${first[0]}"
shown "Root gets them, and runs squares" short "${first[0]}"
shown "Now the user does, too" short_as_user "${first[0]}"
shown "and goes on as in docs/getting-started.md" short_as_user "$started
mpirun -np 4 squares --force"
shown "The tests need more" asks "${first[1]}"
shown "All pass for root" short "${first[1]}"
shown "All pass for the user" short_as_user "${first[1]}"
shown "The lesson's commands print what it shows" short \
  'SQUARES=$PWD/build/bin/squares PYTHONPATH=$PWD/tests/support python3 tests/readers/documents_test.py -k lesson_readme'
again inside 'cd /root/squares && cluster/debian.sh habits'
shown "A first change is made by CONTRIBUTING.md" short tests/package/first_change.sh
again inside 'apt-get -qq install --yes --no-install-recommends dpkg-dev lintian'
shown "Root makes the Debian package" short 'cluster/build.sh deb package && ls build-deb/*.deb'
# The address is for whoever distributes it to give, and there is no bug to close.
shown "What lintian says beside that nobody's address is in it" short \
  'cd build-deb && lintian --allow-root --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog,initial-upload-closes-no-bugs *.deb && echo nothing'

deb=$(echo "$root"/root/squares/build-deb/squares_*.deb)
new_root "$scratch/package"
cp "$deb" "$root/tmp/squares.deb"
again inside 'apt-get -qq install --yes --no-install-recommends man-db bash-completion'
shown "In another root the package installs, with what it depends on" inside \
  'apt-get -qq install --yes --no-install-recommends /tmp/squares.deb >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }; dpkg -s squares | grep -E "^(Status|Version|Depends)"'
shown "No library is missing" inside 'ldd /usr/bin/squares | grep "not found" && exit 1; echo none is'
shown "It runs, as an ordinary user" as_user 'mpirun --oversubscribe -np 2 squares'
shown "Every value is right" as_user 'squares verify squares.h5'
shown "Its man page" as_user 'man squares | cat'
shown "That of a command" as_user 'man squares-verify | cat'
shown "Completion, as bash loads it" as_user \
  'source /usr/share/bash-completion/bash_completion; _comp_load squares 2>/dev/null || _completion_loader squares || test $? -eq 124; COMP_WORDS=(squares verify --re); COMP_CWORD=2; _squares; echo "squares verify --re<TAB>: ${COMPREPLY[*]}"; test "${COMPREPLY[*]}" = --reopen'
again inside 'apt-get -qq install --yes --no-install-recommends python3'
shown "With python3, which it suggests, its library for Python is found" as_user 'squares claims L5 --budget 2s'
shown "It goes without a trace" inside 'apt-get -qq purge --yes squares >/dev/null 2>&1; find / -xdev -path /home -prune -o -path /proc -prune -o -path /sys -prune -o -name "*squares*" -print | grep -v "^/tmp/squares.deb$" || echo nothing is left'
shown_all
