/* For LD_PRELOAD: says on stderr with which hints a file is opened through MPI-IO. */
#include <mpi.h>
#include <stdio.h>

int MPI_File_open(MPI_Comm comm, const char* name, int mode, MPI_Info info, MPI_File* file) {
  int hints = 0;
  if (info != MPI_INFO_NULL) MPI_Info_get_nkeys(info, &hints);
  for (int i = 0; i < hints; ++i) {
    char key[MPI_MAX_INFO_KEY + 1], value[MPI_MAX_INFO_VAL + 1];
    int is_set = 0;
    MPI_Info_get_nthkey(info, i, key);
    MPI_Info_get(info, key, MPI_MAX_INFO_VAL, value, &is_set);
    fprintf(stderr, "hint %s=%s\n", key, value);
  }
  return PMPI_File_open(comm, name, mode, info, file);
}
