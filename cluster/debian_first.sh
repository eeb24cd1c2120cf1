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

unset CMAKE_PREFIX_PATH CMAKE_TOOLCHAIN_FILE PKG_CONFIG_PATH PKG_CONFIG_LIBDIR CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH \
  LIBRARY_PATH LD_LIBRARY_PATH OPAL_PREFIX PMIX_PREFIX PRTE_PREFIX MPI_HOME PYTHONHOME
for package in MPI HDF5 Boost BOOST fmt CLI11 nlohmann_json httplib GTest; do unset "${package}_ROOT" "${package}_DIR"; done
unset package
export PYTHONNOUSERSITE=1 # packages that pip has put into ~/.local
# Conda's own compilers and their flags know nothing of Debian's libraries.
[ -z "${CONDA_PREFIX:-}" ] || unset CC CXX CFLAGS CPPFLAGS CXXFLAGS LDFLAGS
