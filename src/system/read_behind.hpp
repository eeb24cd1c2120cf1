// Lets what is read from a file leave the page cache again, so that reading a large file pushes nothing else out of it,
// and needs no fresh memory.
//
// What was cached before stays: it is somebody else's, or it is there to be read. So it is looked for before the first
// read, in pieces of 2 MiB, of which one that is cached in part stays whole. The rest is dropped once reading has gone
// on by a window of 64 MiB: the kernel reads ahead, and threads that share the work are not equally far.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "system/page_cache.hpp"

namespace squares {

class ReadBehind {
 public:
  // What of the extent will be read, by and by upwards, by one or many threads. It does nothing for a file of fewer
  // than least_bytes_behind, or on no local disk. `file` must outlive it.
  ReadBehind(const Descriptor& file, std::uint64_t file_bytes, Extent whole);
  ReadBehind(const ReadBehind&) = delete;
  ReadBehind& operator=(const ReadBehind&) = delete;
  // Drops what is left.
  ~ReadBehind();

  // After a read. Any thread's.
  void read(Extent extent);

 private:
  void drop_up_to(std::uint64_t piece);

  const Descriptor& file_;
  std::uint64_t first_piece_ = 0;  // of the file, in pieces
  std::vector<bool> stays_;        // of each piece from the first on
  std::mutex mutex_;               // of what follows
  std::uint64_t dropped_ = 0;      // so many pieces from the first on have been dropped, or stay
  std::uint64_t furthest_ = 0;     // so many have been reached
};

}  // namespace squares
