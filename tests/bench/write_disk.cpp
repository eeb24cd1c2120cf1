// Squares written by plain system calls until they are on the disk, and nothing else: what the disk gives.
//
//   mpirun -np 2 write_disk cached|behind|direct FILE LAST
//
// Rank 0 makes a new FILE with reserved space. Then each rank writes the squares of its contiguous share of 1..LAST,
// and all sync. cached: in pieces of 1 MiB through the page cache; behind: the same, and windows of 64 MiB are put onto
// the disk meanwhile and dropped from the cache; direct: with O_DIRECT, in pieces of 4 MiB. Prints one line of JSON:
// create_s, write_s and sync_s, until all ranks are done with each.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "plain.hpp"

namespace {

constexpr std::uint64_t word = sizeof(std::uint64_t), page = 4096, window = std::uint64_t{64} << 20;

std::uint64_t in_pages(std::uint64_t bytes) { return squares::ceil_divide(bytes, page) * page; }

void create(const char* path, std::uint64_t bytes) {
  const int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
  if (file < 0) bench::fail("create the file");
  if (fallocate(file, 0, 0, static_cast<off_t>(bytes)) != 0) bench::fail("reserve the file's space");
  close(file);
}

// Of bytes begin..end−1, the window that ends there is sent to the disk, and the one before it waited for and dropped.
void put_behind(int file, std::uint64_t begin, std::uint64_t end) {
  const auto offset = static_cast<off_t>(end - window), length = static_cast<off_t>(window);
  if (sync_file_range(file, offset, length, SYNC_FILE_RANGE_WRITE) != 0) bench::fail("put it onto the disk");
  if (end - begin < 2 * window) return;
  constexpr unsigned wait = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
  if (sync_file_range(file, offset - length, length, wait) != 0) bench::fail("put it onto the disk");
  posix_fadvise(file, offset - length, length, POSIX_FADV_DONTNEED);
}

// Pieces first, … of the file, the last of which may be shorter; whole pages are written.
void write_share(int file, std::uint64_t last, const squares::Range& pieces, std::uint64_t piece_bytes, bool behind) {
  const squares::Buffer buffer(piece_bytes / word);
  std::fill_n(buffer.words(), piece_bytes / word, 0);
  const std::uint64_t begin = pieces.first * piece_bytes;
  for (std::uint64_t k = 0; k < pieces.count; ++k) {
    const std::uint64_t at = begin + k * piece_bytes, first = at / word;
    const std::uint64_t count = std::min(piece_bytes / word, last - first);
    bench::fill(buffer.words(), {first + 1, count});
    const std::uint64_t bytes = in_pages(count * word);
    if (pwrite(file, buffer.words(), bytes, static_cast<off_t>(at)) != static_cast<ssize_t>(bytes))
      bench::fail("write to the file");
    const std::uint64_t end = at + bytes;
    if (behind && (end - begin) % window == 0) put_behind(file, begin, end);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bench::Ranks ranks(argc, argv);
  if (argc != 4) {
    std::fprintf(stderr, "usage: write_disk cached|behind|direct FILE LAST\n");
    return 64;
  }
  const std::string way = argv[1];
  const char* path = argv[2];
  const std::uint64_t last = bench::number(argv[3]);
  const std::uint64_t piece_bytes = (way == "direct" ? 4ULL : 1ULL) << 20;
  const squares::Range pieces =
      squares::part({0, squares::ceil_divide(last * word, piece_bytes)}, static_cast<std::uint64_t>(ranks.rank()),
                    static_cast<std::uint64_t>(ranks.size()));

  const double begin_s = ranks.all_here_s();
  if (ranks.is_master()) create(path, in_pages(last * word));
  const double created_s = ranks.all_here_s();
  const int file = open(path, O_WRONLY | O_CLOEXEC | (way == "direct" ? O_DIRECT : 0));
  if (file < 0) bench::fail("open the file");
  write_share(file, last, pieces, piece_bytes, way == "behind");
  const double written_s = ranks.all_here_s();
  if (fsync(file) != 0) bench::fail("sync the file");
  const double end_s = ranks.all_here_s();
  if (ranks.is_master()) {
    if (ftruncate(file, static_cast<off_t>(last * word)) != 0) bench::fail("cut the file");
    std::printf("{\"create_s\": %.9f, \"write_s\": %.9f, \"sync_s\": %.9f}\n", created_s - begin_s,
                written_s - created_s, end_s - written_s);
  }
  close(file);
}
