#include "store/read_objects.hpp"

#include <algorithm>
#include <string_view>

#include "core/ledger.hpp"
#include "record/ledger.hpp"
#include "system/limits.hpp"

namespace squares {
namespace {

constexpr std::uint64_t most_rows = 64'000'000;  // in a table that is read whole, or it is no honest one
constexpr std::uint64_t most_chunk_bytes = std::uint64_t{128} << 20;
constexpr std::uint64_t most_compression = 1032;  // of deflate; the other filters of HDF5 do less to squares

[[noreturn]] void refuse_link(const std::string& what) {
  throw Error(Exit::no_input, what, "",
              "give the file that it leads to, or copy each object into a new file, which follows links: "
              "h5copy -i FILE -o NEW -s OBJECT -d OBJECT");
}

[[noreturn]] void refuse_values_elsewhere(const std::string& what) {
  throw Error(Exit::no_input, what, "", "h5repack -l CONTI FILE NEW makes a copy that holds the values itself");
}

// Opening goes through HDF5's own links and objects only: what lies in another file is not this file's.
void refuse_links_out(hid_t file, std::string_view path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string name(path.substr(0, end));
    // Where looking fails once, HDF5 1.10 may find half of what is there when it is asked again.
    const htri_t is_there = H5Lexists(file, name.c_str(), H5P_DEFAULT);
    if (is_there < 0) refuse("is no HDF5 file, or a damaged one: " + hdf5_reason().text);
    H5L_info_t link{};
    if (is_there == 0 || H5Lget_info(file, name.c_str(), &link, H5P_DEFAULT) < 0) return;
    if (link.type != H5L_TYPE_HARD && link.type != H5L_TYPE_SOFT) refuse_link(name + " is a link to another file");
    if (end == std::string_view::npos) break;
  }
}

bool is_link_of(H5L_type_t type, hid_t file, const char* path) {
  H5L_info_t link{};
  return H5Lexists(file, path, H5P_DEFAULT) > 0 && H5Lget_info(file, path, &link, H5P_DEFAULT) >= 0 &&
         link.type == type;
}

// That what was opened by this path is there, if the path is a soft link: it may lead out of the file further on.
void expect_target(hid_t object, hid_t file, const char* path) {
  if (object < 0 && is_link_of(H5L_TYPE_SOFT, file, path))
    refuse_link(std::string(path) + " leads to nothing in this file");
}

hsize_t user_block_bytes(hid_t file) {
  const Handle creation(H5Fget_create_plist(file), H5Pclose);
  hsize_t bytes = 1;
  H5Pget_userblock(creation, &bytes);
  return bytes;
}

std::uint64_t bytes_of(hid_t file) {
  hsize_t bytes = 0;
  H5Fget_filesize(file, &bytes);
  return bytes;
}

std::uint64_t chunk_bytes(hid_t layout, std::uint64_t value_bytes) {
  hsize_t values = 0;
  return H5Pget_layout(layout) == H5D_CHUNKED && H5Pget_chunk(layout, 1, &values) == 1 ? values * value_bytes : 0;
}

void expect_filters(hid_t layout, const char* path) {
  for (int i = 0; i < H5Pget_nfilters(layout); ++i) {
    unsigned flags = 0, filter_config = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(layout, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &filter_config);
    if (filter >= 0 && H5Zfilter_avail(filter) > 0) continue;
    throw Error(Exit::no_input,
                std::string(path) + " needs filter " + std::to_string(filter) + ", which is not built into this HDF5",
                "",
                "h5repack -f NONE FILE NEW, where the filter's plugin is, makes a copy that can be read everywhere");
  }
}

// A chunk is read once, although its values are asked for a few at a time.
void keep_chunks(hid_t file, Dataset& dataset, const char* path, std::uint64_t value_bytes) {
  const Handle layout(H5Dget_create_plist(dataset.id), H5Pclose);
  const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  const std::uint64_t chunk = chunk_bytes(layout, value_bytes);
  if (chunk == 0) return;
  H5Pset_chunk_cache(access, H5D_CHUNK_CACHE_NSLOTS_DEFAULT, std::max<std::size_t>(2 * chunk, 1 << 20),
                     H5D_CHUNK_CACHE_W0_DEFAULT);
  dataset.id = Handle();
  dataset.id = Handle(H5Dopen2(file, path, access), H5Dclose);
}

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
  H5PLset_loading_state(0);
  H5Lunregister(H5L_TYPE_EXTERNAL);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fapl_sec2(access);  // whatever HDF5_DRIVER says
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
  refuse_links_out(file, path);
  Handle group(H5Lexists(file, path, H5P_DEFAULT) > 0 ? H5Gopen2(file, path, H5P_DEFAULT) : H5I_INVALID_HID, H5Gclose);
  expect_target(group, file, path);
  return group;
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
  refuse_links_out(file, path);
  Dataset dataset{Handle(H5Dopen2(file, path, H5P_DEFAULT), H5Dclose)};
  expect_target(dataset.id, file, path);
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

void expect_values(hid_t file, const Dataset& dataset, const char* path, std::uint64_t value_bytes) {
  const Handle layout(H5Dget_create_plist(dataset.id), H5Pclose);
  const H5D_layout_t kind = H5Pget_layout(layout);
  if (kind == H5D_VIRTUAL) refuse_values_elsewhere(std::string(path) + " is a view of other files");
  if (H5Pget_external_count(layout) != 0)
    refuse_values_elsewhere(std::string(path) + " has its values in another file");
  expect_filters(layout, path);
  if (chunk_bytes(layout, value_bytes) > most_chunk_bytes) {
    throw Error(Exit::no_input, std::string(path) + " has chunks of more than 128 MiB", "",
                "h5repack -l CONTI -f NONE FILE NEW makes a copy without chunks");
  }
  // What is compressed is no file of a few bytes that takes years to read.
  const std::uint64_t stored = std::min<std::uint64_t>(H5Dget_storage_size(dataset.id), bytes_of(file));
  const std::uint64_t most_bytes = H5Pget_nfilters(layout) > 0 ? stored * most_compression : stored;
  const haddr_t begin = kind == H5D_CONTIGUOUS ? H5Dget_offset(dataset.id) : 0;
  const bool is_inside = begin != HADDR_UNDEF && begin <= bytes_of(file) &&
                         (kind != H5D_CONTIGUOUS || dataset.size <= (bytes_of(file) - begin) / value_bytes);
  if (!is_inside || dataset.size > most_bytes / value_bytes) refuse(std::string(path) + " is cut off");
}

std::optional<std::uint64_t> place_of(hid_t file, const Dataset& dataset, const char* path) {
  const Handle layout(H5Dget_create_plist(dataset.id), H5Pclose);
  if (H5Pget_layout(layout) != H5D_CONTIGUOUS || !is_link_of(H5L_TYPE_HARD, file, path) || user_block_bytes(file) != 0)
    return std::nullopt;
  return H5Dget_offset(dataset.id);
}

ValueDatasets open_values(hid_t file, const Plan& plan) {
  const Handle square_type = schema::square_type(plan.width()), row_type = schema::row_type<LedgerRow>();
  constexpr const char* rows = Description<LedgerRow>::path;
  ValueDatasets values{open_dataset(file, schema::squares, square_type), open_dataset(file, rows, row_type)};
  if (values.squares.size != plan.range.count || values.ledger.size != plan.blocks)
    refuse("has datasets of another size");
  expect_values(file, values.squares, schema::squares, bytes_per_square(plan.width()));
  expect_values(file, values.ledger, rows, sizeof(LedgerRow));
  keep_chunks(file, values.squares, schema::squares, bytes_per_square(plan.width()));
  keep_chunks(file, values.ledger, rows, sizeof(LedgerRow));
  return values;
}

std::optional<StoredTable> open_table(hid_t file, const char* path) {
  if (H5Lexists(file, path, H5P_DEFAULT) <= 0) return std::nullopt;
  StoredTable table{.dataset = open_dataset(file, path), .type = {}};
  table.type = Handle(H5Dget_type(table.dataset.id), H5Tclose);
  if (H5Tget_class(table.type) != H5T_COMPOUND) refuse(std::string(path) + " has another type");
  if (table.dataset.size == 0) return std::nullopt;
  // Memory is taken for what the file holds, not for what it says.
  expect_values(file, table.dataset, path, H5Tget_size(table.type));
  if (table.dataset.size > most_rows) refuse(std::string(path) + " is cut off");
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
