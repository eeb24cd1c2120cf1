// Attributes and datasets of files that are not trusted. All throw std::runtime_error that says what is missing or
// wrong, as in "has no attribute first".
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "record/measurement.hpp"
#include "record/provenance.hpp"
#include "store/handle.hpp"
#include "store/schema.hpp"

namespace squares {

[[noreturn]] inline void refuse(const std::string& what) { throw std::runtime_error(what); }

// For reading only, also while another process writes it.
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
std::uint32_t read_u32_or(hid_t object, const char* name, std::uint32_t otherwise);
Provenance read_provenance(hid_t object);

struct Dataset {
  Handle id;
  std::uint64_t size = 0;
};

// A one-dimensional dataset of exactly this type.
Dataset open_dataset(hid_t file, const char* path, hid_t type);

// Where the values of a dataset that is not empty lie in the file, all in one piece: bytes from its beginning. The file
// is long enough for all of them, of `value_bytes` each.
std::uint64_t place_of(hid_t file, const Dataset& dataset, const char* path, std::uint64_t value_bytes);

// Its size, for a table that can be read whole; 0 where there is none.
std::uint64_t rows_of(hid_t file, const schema::Table& table);
void read_rows(hid_t file, const schema::Table& table, void* rows);

template <class Row>
std::vector<Row> read_table(hid_t file, const schema::Table& table) {
  std::vector<Row> rows(rows_of(file, table));
  if (!rows.empty()) read_rows(file, table, rows.data());
  return rows;
}

}  // namespace squares
