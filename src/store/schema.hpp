// Schema 1: the names and types of what is in a file of squares, beside those of tables (record/description.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "core/square.hpp"
#include "record/description.hpp"
#include "store/hdf5.hpp"

namespace squares::schema {

constexpr const char* name = "squares";
constexpr const char* study_name = "squares study";
constexpr const char* claims_name = "squares claims";
constexpr const char* nodes_name = "squares nodes";
constexpr std::uint32_t version = 1;

constexpr const char* squares = "/squares";
constexpr const char* run = "/run";
// Of a study's file.
constexpr const char* study = "/study";
// Of claims, in a study's file or in one of their own.
constexpr const char* lesson = "/lesson";

// UTF-8 of a fixed length, padded with zeros
Handle text_type(std::size_t bytes);

// The stored type of a column's values.
template <class Value>
Handle value_type() {
  if constexpr (std::is_enum_v<Value>)
    return value_type<std::underlying_type_t<Value>>();
  else if constexpr (std::is_same_v<Value, std::uint32_t>)
    return {H5Tcopy(H5T_STD_U32LE), H5Tclose};
  else if constexpr (std::is_same_v<Value, std::int32_t>)
    return {H5Tcopy(H5T_STD_I32LE), H5Tclose};
  else if constexpr (std::is_same_v<Value, std::uint64_t>)
    return {H5Tcopy(H5T_STD_U64LE), H5Tclose};
  else if constexpr (std::is_same_v<Value, double>)
    return {H5Tcopy(H5T_IEEE_F64LE), H5Tclose};
  else
    return text_type(sizeof(Value));
}

// The compound of a described record: rows in memory are rows in the file.
template <Described Record>
Handle row_type() {
  static_assert(columns_tile<Record>());
  const Record row{};
  Handle type(H5Tcreate(H5T_COMPOUND, sizeof row), H5Tclose);
  each_column<Record>([&]<class Value>(const Column<Record, Value>& column) {
    const auto* member = reinterpret_cast<const std::byte*>(&(row.*column.member));
    const auto offset = static_cast<std::size_t>(member - reinterpret_cast<const std::byte*>(&row));
    H5Tinsert(type, column.name, offset, value_type<Value>());
  });
  return type;
}

// u64, or the compound {low u64, high u64}
Handle square_type(Width width);

}  // namespace squares::schema
