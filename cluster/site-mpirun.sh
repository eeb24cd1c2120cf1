# shellcheck shell=bash
# A Slurm site where mpirun launches the ranks, its Open MPI being built with Slurm. Copy it, fill it in, and:
#   . site-mpirun.sh && sbatch jobs/run.sbatch --last 1e9
# module load openmpi hdf5-parallel           # the ones that squares was built with
# module use /opt/squares/share/modulefiles && module load squares        # or: export SQUARES=/where/it/is/squares
# export SBATCH_PARTITION=batch SBATCH_ACCOUNT=project
# cd "$SCRATCH"                               # jobs write where they are submitted, if no path is said …
# export SQUARES_OUTPUT=$SCRATCH/squares.h5   # … with --output or here

# One rank per slot, bound to as many cores as it has threads, which the job script fills in.
export SQUARES_LAUNCH='mpirun --map-by slot:PE={threads}'
