#!/usr/bin/env bash
# The checklist of a release: looks whether all of the checkout speaks of one version, runs everything that must pass,
# and makes the tarball and the Debian package. Tags and uploads nothing: it prints what is left to do.
#   tests/release.sh VERSION           all of it, two hours
#   tests/release.sh VERSION --quick   without the tests and the package: what is written, and the tarball
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
cd "$top"
version=${1:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || { sed -n '4,5s/^# //p' "$0" >&2; exit 64; }

wrong=0
# check WHAT COMMAND…
check() {
  if "${@:2}" >/dev/null 2>&1; then
    echo "ok     $1"
  else
    echo "wrong  $1"
    wrong=1
  fi
}

nothing_is_changed() { [ -z "$(git status --porcelain)" ]; }
tag_is_free() { ! git rev-parse -q --verify "refs/tags/v$version"; }
check "CMakeLists.txt: VERSION $version" grep -qE "^project\(squares VERSION $version " CMakeLists.txt
check "CITATION.cff: version: $version" grep -qx "version: $version" CITATION.cff
check "CITATION.cff: date-released: of today" grep -qx "date-released: $(date +%F)" CITATION.cff
check "CHANGELOG.md: ## $version, $(date +%F)" grep -qx "## $version, $(date +%F)" CHANGELOG.md
check "nothing is uncommitted" nothing_is_changed
check "there is no tag v$version yet" tag_is_free
check "all is formatted" tests/format.sh --check

# The tarball must build by itself, without the checkout and git.
folder=$(mktemp -d --tmpdir squares-release-XXXXXX)
trap 'rm -rf "$folder"' EXIT
tarball=$top/build/squares-$version.tar.gz
mkdir -p build
git archive --prefix="squares-$version/" HEAD | gzip -9n >"$tarball"
tar -xzf "$tarball" -C "$folder"
tarball_builds() {
  "$folder/squares-$version/cluster/build.sh" release
  [ "$("$folder/squares-$version/build/bin/squares" --version)" = "squares $version" ]
}
check "the tarball builds squares $version" tarball_builds

if [ "${2:-}" != --quick ]; then
  check "all tests and sanitizers (.ci/run)" .ci/run
  check "the tests that .ci/run leaves to one Debian, on the other" tests/package/other_debian.sh --all -L '^once$'
  check "nothing is left to clean (tests/lint.sh)" tests/lint.sh
  for debian in 12 13; do
    check "the first commands and the package work on an empty Debian $debian" tests/package/fresh_machine.sh $debian
  done
fi
[ $wrong -eq 0 ] || exit 1

echo
echo "What is left: git tag -a v$version -m 'squares $version' && git push --tags; then upload"
sha256sum "$tarball"
[ "${2:-}" = --quick ] || ls build-deb/squares_*.deb
echo "and add the first, with its sum, to cluster/spack/packages/squares/package.py."
