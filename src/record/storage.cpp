#include "record/storage.hpp"

#include <cassert>

namespace squares {
namespace {

Storage text_of(WriteWay way) {
  switch (way) {
    case WriteWay::none:
      return {};
    case WriteWay::small:
      return {"cached", "below 256 MiB"};
    case WriteWay::no_local_disk:
      return {"cached", "not on ext4, XFS, Btrfs or F2FS"};
    case WriteWay::not_supported:
      return {"cached", "the system cannot put a piece of this file onto the disk"};
    case WriteWay::kept:
      return {"kept", "memory is faster than the disk, and large enough"};
    case WriteWay::memory_is_slow:
      return {"dropped", "fresh memory takes longer than the disk"};
    case WriteWay::memory_is_short:
      return {"dropped", "larger than half of the free memory"};
  }
  return {};
}

}  // namespace

Storage storage_of(WriteWay way) {
  Storage storage = text_of(way);
  assert(storage.reason.size() <= longest_write_reason);
  return storage;
}

}  // namespace squares
