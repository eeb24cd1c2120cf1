// What a process takes of the system's memory, as /proc tells.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace squares {

// Its share of the pages that it uses (PSS: a page that n processes use counts as an n-th), and its page tables.
// 0 if the system does not tell.
std::uint64_t proportional_bytes(pid_t process);

// All pages that it uses, whoever else uses them (RSS).
std::uint64_t resident_bytes(pid_t process);

}  // namespace squares
