// Attributes and datasets of files that are not trusted. All throw std::runtime_error that says what is missing or
// wrong, as in "has no attribute first".
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "record/description.hpp"
#include "record/provenance.hpp"
#include "store/hdf5.hpp"
#include "store/schema.hpp"

namespace squares {

// Of a file of a schema that this program does not know.
class UnknownSchema : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] inline void refuse(const std::string& what) { throw std::runtime_error(what); }

// For reading only, also while another process writes it. From then on this process loads no plugins of HDF5 and
// follows no links to other files.
Handle open_to_read(const std::string& path);
// Not open where there is none.
Handle open_group(hid_t file, const char* path);

// That this group, which may not be open, has this schema, in a version that is known.
void expect_schema(hid_t group, const std::string& name);

// Scalar attributes of exactly this type.
std::uint8_t read_u8(hid_t object, const char* name);
std::uint32_t read_u32(hid_t object, const char* name);
std::uint64_t read_u64(hid_t object, const char* name);
double read_double(hid_t object, const char* name);
std::string read_text(hid_t object, const char* name);

// "" and `otherwise` where there is none of that type.
std::string read_text_or_none(hid_t object, const char* name);
double read_double_or(hid_t object, const char* name, double otherwise);

template <class Value>
Value read_attribute(hid_t object, const char* name) {
  if constexpr (std::is_same_v<Value, std::uint32_t>)
    return read_u32(object, name);
  else if constexpr (std::is_same_v<Value, std::uint64_t>)
    return read_u64(object, name);
  else if constexpr (std::is_same_v<Value, double>)
    return read_double(object, name);
  else
    return read_text(object, name);
}

// A described record, from an attribute for each column. One that files may lack, and that is missing or broken, is as
// in a new record.
template <Described Record>
Record read_attributes(hid_t object) {
  Record record;
  each_column<Record>([&]<class Value>(const Column<Record, Value>& column) {
    try {
      record.*column.member = read_attribute<Value>(object, column.name);
    } catch (const std::runtime_error&) {
      if (column.is_in_all_files) throw;
    }
  });
  return record;
}

struct Dataset {
  Handle id;
  std::uint64_t size = 0;
};

// A one-dimensional dataset, of whatever type, or of exactly this one.
Dataset open_dataset(hid_t file, const char* path);
Dataset open_dataset(hid_t file, const char* path, hid_t type);

// Throws unless its values, of `value_bytes` each, are stored in this file, all of them as far as can be told from its
// size, and can be read with the filters that are built into HDF5. Throws Error(no_input) for values that lie elsewhere
// or need a plugin.
void expect_values(hid_t file, const Dataset& dataset, const char* path, std::uint64_t value_bytes);

// Where the values lie, in bytes from the beginning of the file, if HDF5 reads the very bytes from there on: they lie
// in one piece, and the path is no link to elsewhere. Only after expect_values().
std::optional<std::uint64_t> place_of(hid_t file, const Dataset& dataset, const char* path);

struct ValueDatasets {
  Dataset squares;
  Dataset ledger;
};

// Those of a file with this plan; ready to be read in order. Throws as expect_values() does.
ValueDatasets open_values(hid_t file, const Plan& plan);

// A table as a file has it.
struct StoredTable {
  Dataset dataset;
  Handle type;
};

// None where there is no table. Throws for one that cannot be read whole.
std::optional<StoredTable> open_table(hid_t file, const char* path);
// Throws unless a column that is stored has this type. One that may be absent is looked for only if it is there.
void expect_column(const StoredTable& table, const char* path, const char* name, hid_t type, bool may_be_absent);
void read_rows(const StoredTable& table, const char* path, hid_t type, void* rows);

// All rows; none where there is no such table. Columns that the file does not have yet are as in a new row, and those
// that this program does not know are passed over.
template <Described Row>
std::vector<Row> read_table(hid_t file) {
  constexpr const char* path = Description<Row>::path;
  const auto table = open_table(file, path);
  if (!table) return {};
  each_column<Row>([&]<class Value>(const Column<Row, Value>& column) {
    expect_column(*table, path, column.name, schema::value_type<Value>(), !column.is_in_all_files);
  });
  std::vector<Row> rows(table->dataset.size);
  read_rows(*table, path, schema::row_type<Row>(), rows.data());
  return rows;
}

}  // namespace squares
