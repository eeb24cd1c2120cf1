// What a command has to say, on stdout.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace squares {

// All of it, at once. Throws Error(io) where stdout does not take it, such as a full disk.
void print(const std::string& text);

// A JSON document as it is printed. Bytes that are no UTF-8, as names of files and hosts may have, become U+FFFD.
std::string document(const nlohmann::ordered_json& json);

}  // namespace squares
