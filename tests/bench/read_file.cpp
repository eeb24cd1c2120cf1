// Reads a file and drops what it has read: the least that a check of the file can take.
//
//   mpirun -np 2 read_file FILE [behind]
//
// Each rank reads its contiguous share with pread(2) into one buffer of 1 MiB; with `behind` it takes windows of 64 MiB
// out of the page cache again once it has read them. Prints one line of JSON: read_s, until
// all ranks are done, and the bytes.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "plain.hpp"

int main(int argc, char** argv) {
  const bench::Ranks ranks(argc, argv);
  if (argc != 2 && argc != 3) {
    std::fprintf(stderr, "usage: read_file FILE [behind]\n");
    return 64;
  }
  constexpr std::uint64_t block_bytes = std::uint64_t{1} << 20, window = 64 * block_bytes;
  const squares::Buffer buffer(block_bytes / sizeof(std::uint64_t));

  const double begin_s = ranks.all_here_s();
  const int file = open(argv[1], O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (file < 0 || fstat(file, &status) != 0) bench::fail("open the file");
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  const squares::Range blocks =
      squares::part({0, squares::ceil_divide(bytes, block_bytes)}, static_cast<std::uint64_t>(ranks.rank()),
                    static_cast<std::uint64_t>(ranks.size()));
  const std::uint64_t end = std::min((blocks.first + blocks.count) * block_bytes, bytes);
  for (std::uint64_t offset = blocks.first * block_bytes; offset < end;) {
    const ssize_t got = pread(file, buffer.words(), std::min(block_bytes, end - offset), static_cast<off_t>(offset));
    if (got <= 0) bench::fail("read the file");
    offset += static_cast<std::uint64_t>(got);
    const bool is_window = offset % window == 0 || offset == end;
    if (argc == 3 && is_window)
      posix_fadvise(file, static_cast<off_t>((offset - 1) / window * window), static_cast<off_t>(window),
                    POSIX_FADV_DONTNEED);
  }
  const double end_s = ranks.all_here_s();
  close(file);
  if (ranks.is_master()) {
    std::printf("{\"read_s\": %.9f, \"bytes\": %llu}\n", end_s - begin_s, static_cast<unsigned long long>(bytes));
  }
}
