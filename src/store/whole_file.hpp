// Files that one process writes from their begin to their end.
#pragma once

#include <initializer_list>
#include <string>

#include "store/hdf5.hpp"
#include "store/write_objects.hpp"
#include "system/file.hpp"

namespace squares {

// Makes a file and lets `fill` put objects into it; it has its name once it is whole. Throws Error(cannot_create).
template <class Fill>
void write_file(const std::string& path, Existing existing, const Fill& fill) {
  write_whole(path, existing, [&](const std::string& unfinished) {
    Handle file(check_hdf5(H5Fcreate(unfinished.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), "create it", path),
                H5Fclose);
    fill(file);
    check_hdf5(file.close(), "close it", path);
  });
}

// What the numbers in a column stand for.
template <class Kind>
void name_kinds(hid_t group, const std::string& column, std::initializer_list<Kind> kinds, const std::string& path) {
  for (const Kind kind : kinds) {
    const std::string attribute = column + "_" + std::to_string(static_cast<std::uint32_t>(kind));
    set_attribute(group, attribute.c_str(), std::string(to_text(kind)), path);
  }
}

}  // namespace squares
