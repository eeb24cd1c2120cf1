#include "store/table.hpp"

namespace squares {

Handle write_rows(hid_t file, const char* path, hid_t type, const void* rows, std::uint64_t count,
                  const std::string& name) {
  const std::string doing = std::string("write ") + path;
  const hsize_t size = count;
  const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose);
  Handle dataset(check_hdf5(H5Dcreate2(file, path, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), doing, name),
                 H5Dclose);
  check_hdf5(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows), doing, name);
  return dataset;
}

void remove_object(hid_t file, const char* path, const std::string& name) {
  if (H5Lexists(file, path, H5P_DEFAULT) <= 0) return;
  check_hdf5(H5Ldelete(file, path, H5P_DEFAULT), std::string("remove ") + path, name);
}

}  // namespace squares
