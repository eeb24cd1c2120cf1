#include "store/write_objects.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

namespace squares {
namespace {

void write_attribute(hid_t object, const char* name, hid_t type, const void* value, const std::string& file) {
  const std::string doing = std::string("write attribute ") + name;
  if (H5Aexists(object, name) > 0) check_hdf5(H5Adelete(object, name), doing, file);
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle attribute(check_hdf5(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), doing, file),
                         H5Aclose);
  check_hdf5(H5Awrite(attribute, type, value), doing, file);
}

}  // namespace

void set_attribute(hid_t object, const char* name, std::uint8_t value, const std::string& file) {
  write_attribute(object, name, H5T_STD_U8LE, &value, file);
}

void set_attribute(hid_t object, const char* name, std::uint32_t value, const std::string& file) {
  write_attribute(object, name, H5T_STD_U32LE, &value, file);
}

void set_attribute(hid_t object, const char* name, std::uint64_t value, const std::string& file) {
  write_attribute(object, name, H5T_STD_U64LE, &value, file);
}

void set_attribute(hid_t object, const char* name, double value, const std::string& file) {
  write_attribute(object, name, H5T_IEEE_F64LE, &value, file);
}

void set_attribute(hid_t object, const char* name, const std::string& value, const std::string& file) {
  write_attribute(object, name, schema::text_type(value.size()), value.c_str(), file);
}

Handle create_group(hid_t file, const char* path, const std::string& schema_name, const std::string& name) {
  Handle group(
      check_hdf5(H5Gcreate2(file, path, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), std::string("create ") + path, name),
      H5Gclose);
  set_attribute(group, "schema", schema_name, name);
  set_attribute(group, "schema_version", schema::version, name);
  return group;
}

void set_dimension(hid_t dataset, const char* name, std::uint64_t size, int number, const std::string& file) {
  const std::string doing = std::string("name dimension ") + name;
  // What netCDF-4 calls a dimension without a variable, down to its name.
  const std::string scale_name = fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}", size);
  const hid_t root = H5Iget_file_id(dataset);
  const Handle holder(check_hdf5(root, doing, file), H5Fclose);
  const hsize_t length = size;
  const Handle space(H5Screate_simple(1, &length, nullptr), H5Sclose);
  const Handle scale(
      check_hdf5(H5Dcreate2(holder, name, H5T_IEEE_F32BE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), doing, file),
      H5Dclose);
  check_hdf5(H5DSset_scale(scale, scale_name.c_str()), doing, file);
  write_attribute(scale, "_Netcdf4Dimid", H5T_STD_I32LE, &number, file);
  check_hdf5(H5DSattach_scale(dataset, scale, 0), doing, file);
}

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
