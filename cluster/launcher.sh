#!/usr/bin/env bash
# What has to be said to mpirun, in one place. Open MPI 4 (ORTE) reads OMPI_MCA_…, Open MPI 5 (PRRTE) PRTE_MCA_…, and each
# ignores what is for the other: both are set, so that no script needs to know the version.
#   . cluster/launcher.sh; launcher_set WISH…       exports the settings
#   cluster/launcher.sh WISH…                       prints them, a line each, for other languages
# The wishes:
#   oversubscribe            more ranks than cores, which give way while they wait; Open MPI 5 then binds no rank, unless
#                            told to
#   root                     root may start ranks, as in a container
#   quiet                    no banner after an exit code; Open MPI 5 has no word for it
#   unbound                  no rank is bound to processors, unless told to
#   agent=PROGRAM            in place of ssh
#   keepalive=TIME,EVERY,N   a silent node is asked after TIME s, then every EVERY s, and given up after N questions
#   kill-timeout=S           ranks get SIGKILL S s after SIGTERM; Open MPI 5 waits 0.25 s, whatever one says
#   temporary=FOLDER         for session folders and shared memory; TMPDIR for programs that no mpirun starts

launcher_settings() {
  local wish value time every probes
  for wish in "$@"; do
    value=${wish#*=}
    case $wish in
    oversubscribe)
      printf '%s\n' OMPI_MCA_rmaps_base_oversubscribe=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe \
        OMPI_MCA_mpi_yield_when_idle=1
      ;;
    root) echo OMPI_ALLOW_RUN_AS_ROOT=1; echo OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 ;;
    quiet) echo OMPI_MCA_orte_execute_quiet=1 ;;
    unbound) echo OMPI_MCA_hwloc_base_binding_policy=none; echo PRTE_MCA_hwloc_default_binding_policy=none ;;
    agent=*) echo "OMPI_MCA_plm_rsh_agent=$value"; echo "PRTE_MCA_plm_ssh_agent=$value" ;;
    keepalive=*)
      IFS=, read -r time every probes <<<"$value"
      printf '%s\n' {OMPI,PRTE}_MCA_oob_tcp_keepalive_{time=$time,intvl=$every,probes=$probes}
      ;;
    kill-timeout=*) echo "OMPI_MCA_odls_base_sigkill_timeout=$value" ;;
    temporary=*)
      printf '%s\n' {OMPI_MCA_orte,PRTE_MCA_prte}_tmpdir_base="$value" OMPI_MCA_btl_{vader,sm}_backing_directory="$value" \
        TMPDIR="$value"
      ;;
    *) echo "launcher.sh: there is no wish '$wish'" >&2; return 64 ;;
    esac
  done
}

launcher_set() {
  local settings setting
  settings=$(launcher_settings "$@") || return
  while IFS= read -r setting; do export "${setting?}"; done <<<"$settings"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then launcher_settings "$@"; fi
