// For LD_PRELOAD: a profiler that does not know HDF5's way to MPI-IO, and takes the call.
int H5Pset_fapl_mpio(void) { return -1; }
