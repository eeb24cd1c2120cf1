# shellcheck shell=bash
# A Slurm site where srun launches the ranks (`srun --mpi=list` names the PMIx of its MPI). Copy it, fill it in, and:
#   . site-srun.sh && sbatch jobs/run.sbatch --last 1e9
# module load openmpi hdf5-parallel           # the ones that squares was built with
# module use /opt/squares/share/modulefiles && module load squares        # or: export SQUARES=/where/it/is/squares
# export SBATCH_PARTITION=batch SBATCH_ACCOUNT=project
# cd "$SCRATCH"                               # jobs write where they are submitted, if no path is said …
# export SQUARES_OUTPUT=$SCRATCH/squares.h5   # … with --output or here

# srun does not take the number of processors per task from sbatch; the job script fills it in.
export SQUARES_LAUNCH='srun --mpi=pmix --cpus-per-task={threads}'
