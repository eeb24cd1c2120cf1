#include "store/read_facts.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <stdexcept>

#include "store/handle.hpp"
#include "store/schema.hpp"

namespace squares {
namespace {

constexpr std::uint64_t most_rows = 64'000'000;  // in a table of ranks or threads, or it is no honest one

[[noreturn]] void refuse(const std::string& what) { throw std::runtime_error(what); }

// A scalar attribute of exactly this type.
template <class Value>
Value number(hid_t object, const char* name, hid_t type) {
  const Handle attribute(H5Aexists(object, name) > 0 ? H5Aopen(object, name, H5P_DEFAULT) : H5I_INVALID_HID, H5Aclose);
  if (attribute < 0) refuse(std::string("has no attribute ") + name);
  const Handle stored(H5Aget_type(attribute), H5Tclose);
  const Handle space(H5Aget_space(attribute), H5Sclose);
  Value value{};
  if (H5Tequal(stored, type) <= 0 || H5Sget_simple_extent_type(space) != H5S_SCALAR ||
      H5Aread(attribute, type, &value) < 0) {
    refuse(std::string("has an attribute ") + name + " of another type");
  }
  return value;
}

template <std::size_t N>
FixedText<N> text(hid_t object, const char* name) {
  const Handle attribute(H5Aexists(object, name) > 0 ? H5Aopen(object, name, H5P_DEFAULT) : H5I_INVALID_HID, H5Aclose);
  if (attribute < 0) refuse(std::string("has no attribute ") + name);
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

struct Dataset {
  Handle id;
  std::uint64_t size = 0;
};

// A one-dimensional dataset of exactly this type.
Dataset open_dataset(hid_t file, const char* path, hid_t type) {
  Dataset dataset{Handle(H5Dopen2(file, path, H5P_DEFAULT), H5Dclose)};
  if (dataset.id < 0) refuse(std::string("has no ") + path);
  const Handle stored(H5Dget_type(dataset.id), H5Tclose);
  const Handle space(H5Dget_space(dataset.id), H5Sclose);
  hsize_t size = 0;
  if (H5Tequal(stored, type) <= 0) refuse(std::string(path) + " has another type");
  if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &size, nullptr) != 1) {
    refuse(std::string(path) + " has another shape");
  }
  dataset.size = size;
  return dataset;
}

// Where its values lie in the file, all in one piece.
std::uint64_t place_of(const Dataset& dataset, const char* path, std::uint64_t bytes, std::uint64_t file_bytes) {
  const Handle layout(H5Dget_create_plist(dataset.id), H5Pclose);
  const haddr_t offset = H5Dget_offset(dataset.id);
  if (H5Pget_layout(layout) != H5D_CONTIGUOUS || H5Pget_external_count(layout) != 0 || offset == HADDR_UNDEF ||
      offset > file_bytes || bytes > file_bytes - offset) {
    refuse(std::string(path) + " does not lie in the file in one piece");
  }
  return offset;
}

template <class Row>
std::vector<Row> read_table(hid_t file, const schema::Table& table) {
  if (H5Lexists(file, table.path, H5P_DEFAULT) <= 0) return {};
  const Handle type = schema::row_type(table);
  const Dataset dataset = open_dataset(file, table.path, type);
  if (dataset.size > most_rows || H5Dget_storage_size(dataset.id) < dataset.size * sizeof(Row)) {
    refuse(std::string(table.path) + " is cut off");
  }
  std::vector<Row> rows(dataset.size);
  if (H5Dread(dataset.id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, rows.data()) < 0) {
    refuse(std::string(table.path) + " cannot be read");
  }
  return rows;
}

// Texts of a stored row may lack their final zero.
void end_texts(std::vector<RankReport>& ranks) {
  for (RankReport& rank : ranks) {
    rank.host.bytes.back() = '\0';
    rank.cpus.bytes.back() = '\0';
    rank.numa_nodes.bytes.back() = '\0';
  }
}

Plan read_plan(hid_t run) {
  Plan plan;
  plan.range = {number<std::uint64_t>(run, "first", H5T_STD_U64LE), number<std::uint64_t>(run, "count", H5T_STD_U64LE)};
  plan.blocks = number<std::uint64_t>(run, "blocks", H5T_STD_U64LE);
  plan.block_length = number<std::uint64_t>(run, "block_length", H5T_STD_U64LE);
  const auto last = number<std::uint64_t>(run, "last", H5T_STD_U64LE);
  if (plan.range.count == 0 || plan.range.first > last || last - plan.range.first != plan.range.count - 1 ||
      plan.range.count > std::uint64_t{1} << 60) {
    refuse("has a range that makes no sense");
  }
  const bool tiles = plan.block_length == 0 ? plan.blocks > 0 && plan.blocks <= plan.range.count
                                            : plan.blocks == ceil_divide(plan.range.count, plan.block_length);
  if (!tiles) refuse("has blocks that do not tile its range");
  return plan;
}

}  // namespace

FileFacts read_facts(const std::string& path) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access, false, true);
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose);
  if (file < 0) refuse("is no HDF5 file, or a damaged one: " + hdf5_reason());
  const Handle run(
      H5Lexists(file, schema::run, H5P_DEFAULT) > 0 ? H5Gopen2(file, schema::run, H5P_DEFAULT) : H5I_INVALID_HID,
      H5Gclose);
  if (run < 0 || text<16>(run, "schema").str() != schema::name) refuse("is an HDF5 file, but not one of squares");
  const auto version = number<std::uint32_t>(run, "schema_version", H5T_STD_U32LE);
  if (version != schema::version) {
    refuse("has schema " + std::to_string(version) + ", and this squares knows " + std::to_string(schema::version));
  }

  struct stat status {};
  ::stat(path.c_str(), &status);
  FileFacts facts;
  FileFacts::Head& head = facts.head;
  head.file_bytes = static_cast<std::uint64_t>(status.st_size);
  head.plan = read_plan(run);
  head.complete = number<std::uint8_t>(run, "complete", H5T_STD_U8LE);
  head.checked = text<16>(run, "checked");
  head.sum = text<80>(run, "sum");
  head.created = text<32>(run, "created");
  head.squares_version = text<64>(run, "squares_version");

  const Handle square_type = schema::square_type(head.plan.width());
  const Dataset squares = open_dataset(file, schema::squares, square_type);
  const Handle row_type = schema::row_type(schema::blocks_table());
  const Dataset ledger = open_dataset(file, schema::blocks, row_type);
  if (squares.size != head.plan.range.count || ledger.size != head.plan.blocks) refuse("has datasets of another size");
  if (number<std::uint64_t>(squares.id, "first", H5T_STD_U64LE) != head.plan.range.first) {
    refuse("has squares of another range");
  }
  head.squares_offset = place_of(squares, schema::squares, head.plan.data_bytes(), head.file_bytes);
  head.ledger_offset = place_of(ledger, schema::blocks, head.plan.blocks * sizeof(LedgerRow), head.file_bytes);

  head.attempts = number<std::uint32_t>(run, "attempts", H5T_STD_U32LE);
  try {
    facts.ranks = read_table<RankReport>(file, schema::ranks_table());
    facts.threads = read_table<ThreadReport>(file, schema::threads_table());
    end_texts(facts.ranks);
  } catch (const std::runtime_error&) {
    head.broken_tables = 1;
    facts.ranks.clear();
    facts.threads.clear();
  }
  return facts;
}

}  // namespace squares
