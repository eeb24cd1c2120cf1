// Paths and folders, looked at in such a way that what cannot be seen is no failure, or one in words of our own. The
// calls of std::filesystem that throw are used nowhere.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace squares {

// Absolute, and without links, as far as it is there. Throws Error(cannot_create) where that cannot be told: nothing
// can be written there.
std::string full_path(const std::string& path);
// The same, and `path` itself where that cannot be told.
std::string without_links(const std::string& path);

// Whether there is anything of that name, if only a link to nothing.
bool is_anything_there(const std::string& path);
// Whether there is something, where links are followed.
bool leads_to_anything(const std::string& path);
// Whether it is a file itself, no link to one.
bool is_regular_file(const std::string& path);

// Whether both are names of one file, which need not be there.
bool is_same_file(const std::string& one, const std::string& other);

// Throws Error(io).
std::uint64_t bytes_of_file(const std::string& path);

// What is in the folder, as far as that can be seen.
std::vector<std::filesystem::path> entries_of(const std::filesystem::path& folder);

// Of the program that runs here; "" where /proc does not tell.
std::string path_of_program();

}  // namespace squares
