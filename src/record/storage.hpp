// How the values of a run went through the page cache onto the disk, as it is stored and shown.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>

#include "record/description.hpp"

namespace squares {

// How the last attempt wrote, and why so; of several ranks that differ, the last of these.
enum class WriteWay : std::uint32_t {
  none,             // nothing was written
  small,            // cached: left to the page cache until the end
  no_local_disk,    // cached
  kept,             // written back while it went on, and kept in the page cache
  not_supported,    // cached
  memory_is_slow,   // written back, and dropped from the page cache
  memory_is_short,  // dropped
};

struct Storage {
  std::string way;  // both empty: not known, or nothing was written
  std::string reason;
};

Storage storage_of(WriteWay way);

template <>
struct Description<Storage> {
  static constexpr std::tuple columns{
      Column{"write_way", &Storage::way, "",
             "how the last attempt wrote: `cached`, left to the page cache until the end; `kept`, put onto the disk "
             "piece by piece meanwhile; `dropped`, that too, and each piece taken out of the page cache again; empty "
             "in a part, and where nothing was written",
             false},
      Column{"write_reason", &Storage::reason, "", "why so", false},
  };
};

// So long is the longest reason.
constexpr std::size_t longest_write_reason = 64;

}  // namespace squares
