# shellcheck shell=bash
# The sandbox of cluster/local.sh, where one machine of few processors plays several nodes:
#   . cluster/site-local.sh && cluster/local.sh run sbatch jobs/run.sbatch
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_hwloc_base_binding_policy=none # nodes claim more processors than the machine has
export SQUARES_LAUNCH='mpirun -q --bind-to none'
