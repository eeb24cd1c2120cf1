// What this node has for memory that processes share, in which Open MPI keeps its messages: /dev/shm.
#pragma once

#include <cstdint>

namespace squares {

constexpr const char* shared_memory_folder = "/dev/shm";
constexpr std::uint64_t shared_memory_per_rank = std::uint64_t{8} << 20;  // Open MPI's segments, and some air

// Makes a file there that has no name, so that nothing is left of it. 0, or the errno of what failed.
int error_of_shared_memory();

std::uint64_t free_shared_memory();  // bytes

}  // namespace squares
