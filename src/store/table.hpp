// The tables of a file: what they say of themselves, and their rows.
#pragma once

#include <cstdint>
#include <string>

#include "store/handle.hpp"
#include "store/schema.hpp"

namespace squares {

// Gives a table its long name, units and dimension. `number` counts the dimensions of the file from 0.
void describe_table(hid_t dataset, const schema::Table& table, std::uint64_t rows, int number, const std::string& file);

// Adds the table to the file, whole; `rows` points to `count` of its structs.
void add_table(hid_t file, const schema::Table& table, const void* rows, std::uint64_t count, int number,
               const std::string& name);

// Takes the table and its dimension out of the file, if they are there.
void remove_table(hid_t file, const schema::Table& table, const std::string& name);

}  // namespace squares
