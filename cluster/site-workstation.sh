# shellcheck shell=bash
# One machine without Slurm, where mpirun launches the ranks. Copy it, fill it in, and:
#   . site-workstation.sh && jobs/local.sh --last 1e9
# module load openmpi hdf5-parallel
# cd /scratch/"$USER"                         # squares.h5 is written where it is started, or to:
# export SQUARES_OUTPUT=/scratch/$USER/squares.h5

# A rank for each core. Fewer with threads of their own: NP=2 SQUARES_THREADS=4 (see --threads).
NP=$(lscpu --parse=core,socket | grep -v '^#' | sort -u | wc -l)
export NP
