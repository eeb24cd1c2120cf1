/* On the rank $OTHER_RANK an MPI that is not the others': of another version, or with less support of threads; and
 * everywhere, if OTHER_HDF5 is set, an HDF5 1.8.16.
 *
 *   OTHER_RANK=1 OTHER_VERSION='Open MPI v4.0.3, …' LD_PRELOAD=libother_libraries.so mpirun -np 2 squares
 *   OTHER_RANK=0 OTHER_THREADS=1 … */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

static const char* other(const char* variable) {
  const char* rank = getenv("OMPI_COMM_WORLD_RANK");
  const char* wanted = getenv("OTHER_RANK");
  return rank != NULL && wanted != NULL && strcmp(rank, wanted) == 0 ? getenv(variable) : NULL;
}

int MPI_Get_library_version(char* version, int* length) {
  const char* text = other("OTHER_VERSION");
  if (text == NULL) return PMPI_Get_library_version(version, length);
  strcpy(version, text);
  *length = (int)strlen(text);
  return MPI_SUCCESS;
}

int MPI_Query_thread(int* provided) {
  const int result = PMPI_Query_thread(provided);
  if (other("OTHER_THREADS") != NULL) *provided = MPI_THREAD_SINGLE;
  return result;
}

int H5get_libversion(unsigned* major, unsigned* minor, unsigned* release) {
  if (getenv("OTHER_HDF5") == NULL) {
    return ((int (*)(unsigned*, unsigned*, unsigned*))dlsym(RTLD_NEXT, "H5get_libversion"))(major, minor, release);
  }
  *major = 1;
  *minor = 8;
  *release = 16;
  return 0;
}
