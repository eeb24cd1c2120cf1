# shellcheck shell=bash
# The sandbox of cluster/local.sh, where one machine of few processors plays several nodes:
#   . cluster/site-local.sh && cluster/local.sh run sbatch jobs/run.sbatch
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/launcher.sh"
launcher_set quiet root oversubscribe unbound # nodes claim more processors than the machine has
export SQUARES_LAUNCH='mpirun --bind-to none'
