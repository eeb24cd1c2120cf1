#include "store/table.hpp"

#include "store/attribute.hpp"

namespace squares {

void describe_table(hid_t dataset, const schema::Table& table, std::uint64_t rows, int number,
                    const std::string& file) {
  set_attribute(dataset, "long_name", table.long_name, file);
  for (const schema::Column& column : table.columns) {
    if (*column.unit == '\0') continue;
    set_attribute(dataset, (std::string("units_") + column.name).c_str(), std::string(column.unit), file);
  }
  set_dimension(dataset, table.dimension, rows, number, file);
}

void add_table(hid_t file, const schema::Table& table, const void* rows, std::uint64_t count, int number,
               const std::string& name) {
  const std::string doing = std::string("write ") + table.path;
  const Handle type = schema::row_type(table);
  const hsize_t size = count;
  const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose);
  const Handle dataset(
      check_hdf5(H5Dcreate2(file, table.path, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), doing, name),
      H5Dclose);
  check_hdf5(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows), doing, name);
  describe_table(dataset, table, count, number, name);
}

void remove_table(hid_t file, const schema::Table& table, const std::string& name) {
  for (const char* object : {table.path, table.dimension}) {
    if (H5Lexists(file, object, H5P_DEFAULT) <= 0) continue;
    check_hdf5(H5Ldelete(file, object, H5P_DEFAULT), std::string("remove ") + object, name);
  }
}

}  // namespace squares
