// The blocks of squares written with pwrite(2) into a plain file, and nothing else: what the file system gives.
//
//   mpirun -np 2 write_file plain|reserved FILE LAST
//
// Rank 0 makes a new FILE, and reserves its space with fallocate(2) if told so. Then each rank fills one buffer with
// block after block of its contiguous share of the squares of 1..LAST, and writes it. Prints one line of JSON:
// create_s and write_s, until all ranks are done with each. Nothing is synced to the disk.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "plain.hpp"

namespace {

void create(const char* path, std::uint64_t bytes, bool reserve) {
  const int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
  if (file < 0) bench::fail("create the file");
  if (reserve && fallocate(file, 0, 0, static_cast<off_t>(bytes)) != 0) bench::fail("reserve the file's space");
  close(file);
}

void write_all(int file, const std::uint64_t* words, std::uint64_t count, std::uint64_t index) {
  const char* data = reinterpret_cast<const char*>(words);
  std::uint64_t left = count * sizeof(std::uint64_t);
  std::uint64_t offset = index * sizeof(std::uint64_t);
  while (left > 0) {
    const ssize_t written = pwrite(file, data, left, static_cast<off_t>(offset));
    if (written <= 0) bench::fail("write to the file");
    data += written;
    left -= static_cast<std::uint64_t>(written);
    offset += static_cast<std::uint64_t>(written);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bench::Ranks ranks(argc, argv);
  if (argc != 4) {
    std::fprintf(stderr, "usage: write_file plain|reserved FILE LAST\n");
    return 64;
  }
  const bool reserve = std::strcmp(argv[1], "reserved") == 0;
  const char* path = argv[2];
  const squares::Plan plan = bench::same_plan(bench::number(argv[3]), ranks.size());
  const squares::Range mine = bench::my_blocks(plan, ranks.rank());

  const double begin_s = ranks.all_here_s();
  if (ranks.is_master()) create(path, plan.data_bytes(), reserve);
  const double created_s = ranks.all_here_s();
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) bench::fail("open the file");
  const squares::Buffer buffer = bench::room_for_blocks(plan);
  for (std::uint64_t k = 0; k < mine.count; ++k) {
    const squares::Range block = plan.block(mine.first + k);
    bench::fill(buffer.words(), block);
    write_all(file, buffer.words(), block.count, block.first - plan.range.first);
  }
  const double end_s = ranks.all_here_s();
  close(file);
  if (ranks.is_master()) {
    std::printf("{\"create_s\": %.9f, \"write_s\": %.9f}\n", created_s - begin_s, end_s - created_s);
  }
}
