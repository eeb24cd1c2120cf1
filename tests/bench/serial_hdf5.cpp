// The straightforward program: one thread, a loop over one array, one H5Dwrite. A peer of squares.
//
//   serial_hdf5 FILE LAST
//
// No MPI is started, and HDF5 writes with its serial driver. Prints one line of JSON: compute_s (array made and filled)
// and write_s (file made, written and closed). Nothing is synced to the disk.
#include <hdf5.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

hid_t sound(hid_t result) {
  if (result < 0) std::exit(74);  // HDF5 has said why
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: serial_hdf5 FILE LAST\n");
    return 64;
  }
  const std::uint64_t last = std::strtoull(argv[2], nullptr, 10);

  const double begin_s = now_s();
  std::vector<std::uint64_t> squares(last);
  for (std::uint64_t n = 1; n <= last; ++n) squares[n - 1] = n * n;
  const double computed_s = now_s();

  const hsize_t count = last;
  const hid_t file = sound(H5Fcreate(argv[1], H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT));
  const hid_t space = sound(H5Screate_simple(1, &count, nullptr));
  const hid_t set = sound(H5Dcreate(file, "squares", H5T_STD_U64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  sound(H5Dwrite(set, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, squares.data()));
  sound(H5Dclose(set));
  sound(H5Sclose(space));
  sound(H5Fclose(file));
  const double end_s = now_s();
  std::printf("{\"compute_s\": %.9f, \"write_s\": %.9f}\n", computed_s - begin_s, end_s - computed_s);
}
