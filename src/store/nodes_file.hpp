// Files of nodes, written and read.
#pragma once

#include <string>

#include "record/file_facts.hpp"
#include "record/nodes.hpp"
#include "record/provenance.hpp"
#include "system/file.hpp"

namespace squares {

// One process's alone. The file has its name once it is whole. Throws Error(cannot_create).
void write_nodes(const std::string& path, const NodesResult& result, const Provenance& provenance, Existing existing);

// Throws std::runtime_error for what is no HDF5 file.
bool is_nodes(const std::string& path);

// Throws std::runtime_error that says what is missing or wrong. The samples are such that a verdict can be found.
NodesFacts read_nodes(const std::string& path);

}  // namespace squares
