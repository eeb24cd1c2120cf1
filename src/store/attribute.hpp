// Attributes and dimensions of the objects in a file.
#pragma once

#include <cstdint>
#include <string>

#include "record/provenance.hpp"
#include "store/handle.hpp"

namespace squares {

// Each makes the attribute, or replaces it. `file` is named in errors.
void set_attribute(hid_t object, const char* name, std::uint8_t value, const std::string& file);
void set_attribute(hid_t object, const char* name, std::uint32_t value, const std::string& file);
void set_attribute(hid_t object, const char* name, std::uint64_t value, const std::string& file);
void set_attribute(hid_t object, const char* name, double value, const std::string& file);
void set_attribute(hid_t object, const char* name, const std::string& value, const std::string& file);

// Where a file comes from, an attribute each.
void set_provenance(hid_t object, const Provenance& provenance, const std::string& file);

// Names the only dimension of `dataset`, the netCDF-4 way: by a scale beside it that stores no values.
// `number` counts the dimensions of the file from 0.
void set_dimension(hid_t dataset, const char* name, std::uint64_t size, int number, const std::string& file);

}  // namespace squares
