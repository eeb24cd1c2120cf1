// Writes attributes, dimensions and tables.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "record/description.hpp"
#include "store/hdf5.hpp"
#include "store/schema.hpp"

namespace squares {

// Each makes the attribute, or replaces it. `file` is named in errors.
void set_attribute(hid_t object, const char* name, std::uint8_t value, const std::string& file);
void set_attribute(hid_t object, const char* name, std::uint32_t value, const std::string& file);
void set_attribute(hid_t object, const char* name, std::uint64_t value, const std::string& file);
void set_attribute(hid_t object, const char* name, double value, const std::string& file);
void set_attribute(hid_t object, const char* name, const std::string& value, const std::string& file);

// A described record, an attribute for each column.
template <Described Record>
void set_attributes(hid_t object, const Record& record, const std::string& file) {
  each_column<Record>([&](const auto& column) { set_attribute(object, column.name, record.*column.member, file); });
}

// A group whose attributes tell what the file is: schema and version, to which others are added.
Handle create_group(hid_t file, const char* path, const std::string& schema_name, const std::string& name);

// Names the only dimension of `dataset`, the netCDF-4 way: by a scale beside it that stores no values.
// `number` counts the dimensions of the file from 0.
void set_dimension(hid_t dataset, const char* name, std::uint64_t size, int number, const std::string& file);

// Gives a table its long name, units and dimension. `number` counts the dimensions of the file from 0.
template <Described Row>
void describe_table(hid_t dataset, std::uint64_t rows, int number, const std::string& file) {
  set_attribute(dataset, "long_name", std::string(Description<Row>::long_name), file);
  each_column<Row>([&](const auto& column) {
    if (*column.unit == '\0') return;
    set_attribute(dataset, (std::string("units_") + column.name).c_str(), std::string(column.unit), file);
  });
  set_dimension(dataset, Description<Row>::dimension, rows, number, file);
}

// Makes a table with these rows, and leaves it open.
Handle write_rows(hid_t file, const char* path, hid_t type, const void* rows, std::uint64_t count,
                  const std::string& name);

// Adds the table to the file, whole.
template <Described Row>
void add_table(hid_t file, std::span<const Row> rows, int number, const std::string& name) {
  const Handle type = schema::row_type<Row>();
  const Handle dataset = write_rows(file, Description<Row>::path, type, rows.data(), rows.size(), name);
  describe_table<Row>(dataset, rows.size(), number, name);
}

// Takes the object out of the file, if it is there.
void remove_object(hid_t file, const char* path, const std::string& name);

// Takes the table and its dimension out of the file, if they are there.
template <Described Row>
void remove_table(hid_t file, const std::string& name) {
  remove_object(file, Description<Row>::path, name);
  remove_object(file, Description<Row>::dimension, name);
}

}  // namespace squares
