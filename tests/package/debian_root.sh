#!/usr/bin/env bash
# Makes the Debian package and tries it on a Debian 12 that has nothing else: installs it with what it depends on, starts
# it under mpirun, and looks at its man page and its completion. As root, since it makes a root of its own; takes minutes.
#   tests/package/debian_root.sh [FOLDER]      results/package
# What it saw goes to FOLDER/debian-12.txt. Packages come from where this machine gets its own.
# shellcheck disable=SC2016 # the root's shell expands
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=${1:-$top/results/package}
. "$top/tests/package/empty_debian.sh" "$@"

rm -f "$top"/build-deb/squares_*.deb
"$top/cluster/build.sh" deb package
deb=$(echo "$top"/build-deb/squares_*.deb)
cp "$deb" "$root/tmp/squares.deb"
here() { (cd "$top/build-deb" && bash -eu -o pipefail -c "$1"); }

report "$out/debian-12.txt" "The Debian package on an empty Debian"
inside 'apt-get -qq install --yes --no-install-recommends man-db bash-completion' >/dev/null 2>&1
# The address is for whoever distributes it to give, and there is no bug to close.
shown "What lintian says beside that nobody's address is in it" here \
  "lintian --allow-root --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog,initial-upload-closes-no-bugs $(basename "$deb") && echo nothing"
shown "It installs, with what it depends on" inside \
  'apt-get -qq install --yes --no-install-recommends /tmp/squares.deb >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }; dpkg -s squares | grep -E "^(Status|Version|Depends)"'
shown "No library is missing" inside 'ldd /usr/bin/squares | grep "not found" && exit 1; echo none is'
shown "It runs, as an ordinary user" as_user 'mpirun --oversubscribe -np 2 squares'
shown "Every value is right" as_user 'squares verify squares.h5'
shown "Its man page" as_user 'man squares | cat'
shown "That of a command" as_user 'man squares-verify | cat'
shown "Completion, as bash loads it" as_user \
  'source /usr/share/bash-completion/bash_completion; _completion_loader squares || test $? -eq 124; COMP_WORDS=(squares verify --re); COMP_CWORD=2; _squares; echo "squares verify --re<TAB>: ${COMPREPLY[*]}"; test "${COMPREPLY[*]}" = --reopen'
inside 'apt-get -qq install --yes --no-install-recommends python3' >/dev/null 2>&1
shown "With python3, which it suggests, its library for Python is found" as_user 'squares claims L5 --budget 2s'
shown "It goes without a trace" inside 'apt-get -qq purge --yes squares >/dev/null 2>&1; find / -xdev -path /home -prune -o -path /proc -prune -o -name "*squares*" -print | grep -v "^/tmp/squares.deb$" || echo nothing is left'
shown_all
