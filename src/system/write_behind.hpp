// Lets what is written to a file go onto the disk while more is written, so that no heap of it waits for the end, and
// takes it out of the page cache where that is faster.
//
// It stands beside the writes, on a descriptor of its own, and promises nothing: what is to be on the disk is synced
// as without it. What is written is taken in windows. At the end of one its write-back is started, and that of the
// window before it waited for. So at most two windows and a block of what a rank has written are not on the disk.
//
// Whether the window before is then dropped is measured. A page that is dropped can be used again at once, a fresh one
// has to be found: on bare metal that costs nothing, but a virtual machine may have to get it from its host first, at a
// tenth of the disk's speed. The first window is dropped in any case, so that the second one shows what writing costs
// where no memory has to be found. As soon as a window took so much longer than this that the disk would have taken
// less to read it again, all windows are dropped. What counts is processor time, since it is there that finding pages
// shows, and other work on the node does not.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "core/stopwatch.hpp"
#include "record/storage.hpp"
#include "system/page_cache.hpp"

namespace squares {

// The bytes after which a rank's write-back is started: an eighth of its share, from 4 to 64 MiB. Less is too little
// for a disk to be fast, more does not make it faster.
constexpr std::uint64_t window_bytes(std::uint64_t file_bytes, std::uint64_t ranks) {
  return std::clamp<std::uint64_t>(file_bytes / ranks / 8, 4ULL << 20, 64ULL << 20);
}

class WriteBehind {
 public:
  // One rank of `ranks` that write a file of so many bytes in all. `unused_memory` in bytes, of this node: a file that
  // would take more than half of it is dropped from the start, so that what others have cached stays. `file` must
  // outlive it.
  WriteBehind(const Descriptor& file, std::uint64_t file_bytes, std::uint64_t ranks, std::uint64_t unused_memory);

  // After a write, which took so much processor time of the calling thread. Throws Error(io) where something has not
  // come onto the disk.
  void wrote(Extent extent, double cpu_s);
  // Of this rank, so far.
  [[nodiscard]] WriteWay way() const { return written_ ? way_ : WriteWay::none; }
  // After all is synced; `way` is the last of those of all ranks, by which each leaves its pages.
  void end(WriteWay way);

 private:
  struct Window {
    Extent extent;  // that holds all of it
    std::uint64_t bytes = 0;
    double cpu_s = 0;
    double started_s = 0;  // its write-back

    void add(Extent more, double more_cpu_s);
  };

  void end_window();
  void finish(const Window& window);
  void judge_memory(const Window& window);

  const Descriptor& file_;
  std::uint64_t window_bytes_;
  WriteWay way_;
  Stopwatch clock_;
  Window open_;
  std::optional<Window> started_;
  std::optional<Extent> written_;  // that holds all that was written
  std::uint32_t windows_ = 0;      // that have ended
  // Of a window, in seconds a byte:
  double least_cpu_s_ = std::numeric_limits<double>::infinity();
  double most_cpu_s_ = 0;
  double disk_s_ = std::numeric_limits<double>::infinity();
};

}  // namespace squares
