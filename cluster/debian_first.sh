# shellcheck shell=bash
# For scripts that have called debian.sh: what its packages hold is found before what conda, pyenv, a module or an MPI of
# one's own have put in PATH or into a variable. Who wants those configures with cmake, and starts squares without a script.
#   . cluster/debian_first.sh

debians='' others=''
while IFS= read -r -d : folder; do
  case $folder in
  /usr/bin | /usr/sbin | /usr/lib/ccache | /bin | /sbin) debians+=:$folder ;;
  *) others+=:$folder ;;
  esac
done <<<"$PATH:"
export PATH=${debians#:}:/usr/bin:/bin$others
unset debians others folder

unset CMAKE_PREFIX_PATH PKG_CONFIG_PATH PKG_CONFIG_LIBDIR CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH LIBRARY_PATH \
  LD_LIBRARY_PATH OPAL_PREFIX PMIX_PREFIX PRTE_PREFIX
# Conda's own compilers and their flags know nothing of Debian's libraries.
[ -z "${CONDA_PREFIX:-}" ] || unset CC CXX CFLAGS CPPFLAGS CXXFLAGS LDFLAGS
