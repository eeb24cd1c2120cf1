// The tables of a file: what they say of themselves, and their rows.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "record/description.hpp"
#include "store/attribute.hpp"
#include "store/handle.hpp"
#include "store/schema.hpp"

namespace squares {

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
