// Where the values that were read back came from, as it is stored and shown.
#pragma once

#include <cstdint>
#include <tuple>

#include "record/description.hpp"

namespace squares {

// In bytes, of all that the last attempt has read back.
struct ReadSources {
  std::uint64_t memory = 0;      // of a file system that lies in memory
  std::uint64_t cache = 0;       // of the node that read it
  std::uint64_t other_node = 0;  // a reader on another node than the writer, or a server that the node reads from
  std::uint64_t device = 0;
  std::uint64_t unknown = 0;

  ReadSources& operator+=(const ReadSources& more);
  [[nodiscard]] std::uint64_t all() const { return memory + cache + other_node + device + unknown; }
};

template <>
struct Description<ReadSources> {
  static constexpr std::tuple columns{
      Column{"read_back_memory_bytes", &ReadSources::memory, "bytes",
             "of what the last attempt read back, what lay in memory, where the file system (tmpfs) does; here and in "
             "the next four 0 in a part, and where nothing was read back",
             false},
      Column{"read_back_cache_bytes", &ReadSources::cache, "bytes",
             "what came out of the page cache of the node that read it", false},
      Column{"read_back_other_node_bytes", &ReadSources::other_node, "bytes",
             "what was read by another node than had written it, or from a server", false},
      Column{"read_back_device_bytes", &ReadSources::device, "bytes", "what came from the disk of this node", false},
      Column{"read_back_unknown_bytes", &ReadSources::unknown, "bytes",
             "what came from where the system does not tell: page cache, disk or server", false},
  };
};

inline ReadSources& ReadSources::operator+=(const ReadSources& more) {
  each_column<ReadSources>([&](const auto& column) { this->*column.member += more.*column.member; });
  return *this;
}

}  // namespace squares
