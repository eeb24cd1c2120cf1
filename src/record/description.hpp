// A record described once. Its HDF5 type (store), its JSON (report), and its lines of text (store/attempts) follow from
// the description; docs/file-format.md is tested against it.
#pragma once

#include <tuple>
#include <type_traits>

namespace squares {

template <class Record, class Value>
using Member = Value Record::*;

template <class Record, class Value>
struct Column {
  const char* name;
  Member<Record, Value> member;
  const char* unit;             // "s", "bytes", "1" for a number of things; "" where there is none
  const char* text;             // what it means, as in docs/file-format.md
  bool is_in_all_files = true;  // false for one that was appended: what was written before lacks it
};
template <class Record, class Value>
Column(const char*, Member<Record, Value>, const char*, const char*) -> Column<Record, Value>;
template <class Record, class Value>
Column(const char*, Member<Record, Value>, const char*, const char*, bool) -> Column<Record, Value>;

// Specialised for each described record, with `columns`, a tuple of a Column for each member in their order; for a
// table of a file also with `path`, `long_name` and `dimension`. New columns are appended: in files and attempts that
// were written before they read as in a new record.
template <class Record>
struct Description;

template <class Record>
concept Described = std::is_object_v<decltype(Description<Record>::columns)>;

// Calls visit(column) for each column of the record, in order.
template <Described Record, class Visit>
constexpr void each_column(const Visit& visit) {
  std::apply([&](const auto&... column) { (visit(column), ...); }, Description<Record>::columns);
}

// Whether the columns are as long as the record, so that none is missing and rows in memory are rows in a file.
template <Described Record>
constexpr bool columns_tile() {
  return std::apply(
      []<class... Value>(const Column<Record, Value>&...) { return (sizeof(Value) + ... + 0) == sizeof(Record); },
      Description<Record>::columns);
}

}  // namespace squares
