#include "store/read_objects.hpp"

#include "system/limits.hpp"

namespace squares {
namespace {

constexpr std::uint64_t most_rows = 64'000'000;  // in a table that is read whole, or it is no honest one

Handle open_attribute(hid_t object, const char* name) {
  Handle attribute(H5Aexists(object, name) > 0 ? H5Aopen(object, name, H5P_DEFAULT) : H5I_INVALID_HID, H5Aclose);
  if (attribute < 0) refuse(std::string("has no attribute ") + name);
  return attribute;
}

template <class Value>
Value number(hid_t object, const char* name, hid_t type) {
  const Handle attribute = open_attribute(object, name);
  const Handle stored(H5Aget_type(attribute), H5Tclose);
  const Handle space(H5Aget_space(attribute), H5Sclose);
  Value value{};
  if (H5Tequal(stored, type) <= 0 || H5Sget_simple_extent_type(space) != H5S_SCALAR ||
      H5Aread(attribute, type, &value) < 0) {
    refuse(std::string("has an attribute ") + name + " of another type");
  }
  return value;
}

template <class Read, class Value>
Value or_else(const Read& read, Value otherwise) {
  try {
    return read();
  } catch (const std::runtime_error&) {
    return otherwise;
  }
}

}  // namespace

Handle open_to_read(const std::string& path) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access, false, true);
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose);
  if (file < 0) {
    const auto [reason, error] = hdf5_reason();
    const std::string limit = limit_in_the_way(error, Refused::file);
    if (!limit.empty()) throw LimitError(Exit::io, "cannot open it: " + reason, path, limit);
    refuse("is no HDF5 file, or a damaged one: " + reason);
  }
  return file;
}

Handle open_group(hid_t file, const char* path) {
  return {H5Lexists(file, path, H5P_DEFAULT) > 0 ? H5Gopen2(file, path, H5P_DEFAULT) : H5I_INVALID_HID, H5Gclose};
}

void expect_schema(hid_t group, const std::string& name) {
  if (group < 0 || read_text(group, "schema") != name) refuse("is an HDF5 file, but not one of squares");
  const std::uint32_t version = read_u32(group, "schema_version");
  if (version != schema::version) {
    throw UnknownSchema("has schema " + std::to_string(version) + ", and this squares knows " +
                        std::to_string(schema::version));
  }
}

std::uint8_t read_u8(hid_t object, const char* name) { return number<std::uint8_t>(object, name, H5T_STD_U8LE); }
std::uint32_t read_u32(hid_t object, const char* name) { return number<std::uint32_t>(object, name, H5T_STD_U32LE); }
std::uint64_t read_u64(hid_t object, const char* name) { return number<std::uint64_t>(object, name, H5T_STD_U64LE); }
double read_double(hid_t object, const char* name) { return number<double>(object, name, H5T_IEEE_F64LE); }

std::string read_text(hid_t object, const char* name) {
  const Handle attribute = open_attribute(object, name);
  const Handle stored(H5Aget_type(attribute), H5Tclose);
  const Handle space(H5Aget_space(attribute), H5Sclose);
  const std::size_t size = H5Tget_size(stored);
  if (H5Tget_class(stored) != H5T_STRING || H5Tis_variable_str(stored) != 0 || size >= 65536 ||
      H5Sget_simple_extent_type(space) != H5S_SCALAR) {
    refuse(std::string("has an attribute ") + name + " of another type");
  }
  std::string value(size, '\0');
  if (H5Aread(attribute, stored, value.data()) < 0) refuse(std::string("has an unreadable attribute ") + name);
  return value.substr(0, value.find('\0'));
}

std::string read_text_or_none(hid_t object, const char* name) {
  return or_else([&] { return read_text(object, name); }, std::string());
}

double read_double_or(hid_t object, const char* name, double otherwise) {
  return or_else([&] { return read_double(object, name); }, otherwise);
}

Dataset open_dataset(hid_t file, const char* path) {
  Dataset dataset{Handle(H5Dopen2(file, path, H5P_DEFAULT), H5Dclose)};
  if (dataset.id < 0) refuse(std::string("has no ") + path);
  const Handle space(H5Dget_space(dataset.id), H5Sclose);
  hsize_t size = 0;
  if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &size, nullptr) != 1) {
    refuse(std::string(path) + " has another shape");
  }
  dataset.size = size;
  return dataset;
}

Dataset open_dataset(hid_t file, const char* path, hid_t type) {
  Dataset dataset = open_dataset(file, path);
  const Handle stored(H5Dget_type(dataset.id), H5Tclose);
  if (H5Tequal(stored, type) <= 0) refuse(std::string(path) + " has another type");
  return dataset;
}

std::uint64_t place_of(hid_t file, const Dataset& dataset, const char* path, std::uint64_t value_bytes) {
  const Handle layout(H5Dget_create_plist(dataset.id), H5Pclose);
  const haddr_t offset = H5Dget_offset(dataset.id);
  hsize_t file_bytes = 0;
  H5Fget_filesize(file, &file_bytes);
  if (H5Pget_layout(layout) != H5D_CONTIGUOUS || H5Pget_external_count(layout) != 0 || offset == HADDR_UNDEF ||
      offset > file_bytes || dataset.size > (file_bytes - offset) / value_bytes) {
    refuse(std::string(path) + " does not lie in the file in one piece");
  }
  return offset;
}

std::optional<StoredTable> open_table(hid_t file, const char* path) {
  if (H5Lexists(file, path, H5P_DEFAULT) <= 0) return std::nullopt;
  StoredTable table{.dataset = open_dataset(file, path), .type = {}};
  table.type = Handle(H5Dget_type(table.dataset.id), H5Tclose);
  if (H5Tget_class(table.type) != H5T_COMPOUND) refuse(std::string(path) + " has another type");
  if (table.dataset.size == 0) return std::nullopt;
  // Memory is taken for what the file holds, not for what it says.
  const std::size_t row_bytes = H5Tget_size(table.type);
  place_of(file, table.dataset, path, row_bytes);
  if (table.dataset.size > most_rows || H5Dget_storage_size(table.dataset.id) < table.dataset.size * row_bytes) {
    refuse(std::string(path) + " is cut off");
  }
  return table;
}

void expect_column(const StoredTable& table, const char* path, const char* name, hid_t type, bool may_be_absent) {
  const int index = H5Tget_member_index(table.type, name);
  if (index < 0 && may_be_absent) return;
  const Handle stored(index < 0 ? H5I_INVALID_HID : H5Tget_member_type(table.type, static_cast<unsigned>(index)),
                      H5Tclose);
  if (stored < 0 || H5Tequal(stored, type) <= 0) refuse(std::string(path) + " has another type");
}

void read_rows(const StoredTable& table, const char* path, hid_t type, void* rows) {
  if (H5Dread(table.dataset.id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows) < 0) {
    refuse(std::string(path) + " cannot be read");
  }
}

}  // namespace squares
