// Other ways to get one HDF5 file out of many ranks, with the blocks of squares.
//
//   mpirun -np 2 other_ways independent|collective|gathered|virtual FILE LAST
//
//   independent  each rank writes its blocks by itself, as squares does, but no space is reserved before
//   collective   all ranks write their blocks together: H5Dwrite with H5FD_MPIO_COLLECTIVE
//   gathered     the ranks send their blocks to the master, and only the master writes
//   virtual      each rank writes a file of its own (FILE.0, FILE.1, …), and FILE is a virtual dataset over them
//
// Prints one line of JSON: create_s, write_s and sync_s, until all ranks are done with each. Each rank syncs what it
// has written to the disk, or what has been written for it; closing the files is in sync_s.
#include <fcntl.h>
#include <hdf5.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "plain.hpp"

namespace {

// HDF5 has said what is wrong on stderr.
hid_t sound(hid_t result) {
  if (result < 0) MPI_Abort(MPI_COMM_WORLD, 74);
  return result;
}

// One dataset of 64-bit words in a file, and how it is written.
class Squares {
 public:
  // With `together` collective over all ranks, and the file is opened through MPI-IO.
  Squares(const std::string& path, hsize_t count, bool together) {
    const hid_t access = sound(H5Pcreate(H5P_FILE_ACCESS));
    if (together) sound(H5Pset_fapl_mpio(access, MPI_COMM_WORLD, MPI_INFO_NULL));
    file_ = sound(H5Fcreate(path.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, access));
    space_ = sound(H5Screate_simple(1, &count, nullptr));
    const hid_t creation = sound(H5Pcreate(H5P_DATASET_CREATE));
    sound(H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY));
    sound(H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER));
    set_ = sound(H5Dcreate(file_, "squares", H5T_STD_U64LE, space_, H5P_DEFAULT, creation, H5P_DEFAULT));
    transfer_ = sound(H5Pcreate(H5P_DATASET_XFER));
    sound(H5Pclose(creation));
    sound(H5Pclose(access));
  }
  Squares(const Squares&) = delete;
  Squares& operator=(const Squares&) = delete;
  ~Squares() {
    H5Pclose(transfer_);
    H5Dclose(set_);
    H5Sclose(space_);
    H5Fclose(file_);
  }

  void write_collectively() { sound(H5Pset_dxpl_mpio(transfer_, H5FD_MPIO_COLLECTIVE)); }

  // Words [index, index + count) of the dataset; none with a count of 0.
  void write(hsize_t index, hsize_t count, const std::uint64_t* words) {
    const hid_t memory = sound(H5Screate_simple(1, &count, nullptr));
    if (count == 0) {
      sound(H5Sselect_none(space_));
      sound(H5Sselect_none(memory));
    } else {
      sound(H5Sselect_hyperslab(space_, H5S_SELECT_SET, &index, nullptr, &count, nullptr));
    }
    sound(H5Dwrite(set_, H5T_NATIVE_UINT64, memory, space_, transfer_, words));
    sound(H5Sclose(memory));
  }

 private:
  hid_t file_ = H5I_INVALID_HID;
  hid_t space_ = H5I_INVALID_HID;
  hid_t set_ = H5I_INVALID_HID;
  hid_t transfer_ = H5I_INVALID_HID;
};

// When all ranks had come so far.
struct Moments {
  double begin_s;
  double created_s;
  double written_s;
};

void put_onto_disk(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) bench::fail("open the file again");
  if (fsync(file) != 0) bench::fail("sync the file");
  close(file);
}

// Each rank its contiguous share, on its own or in step with the others.
Moments into_one_file(const bench::Ranks& ranks, const squares::Plan& plan, const std::string& path, bool collective) {
  const double begin_s = ranks.all_here_s();
  Squares file(path, plan.range.count, true);
  const double created_s = ranks.all_here_s();
  if (collective) file.write_collectively();
  const squares::Range mine = bench::my_blocks(plan, ranks.rank());
  const std::uint64_t steps = bench::my_blocks(plan, 0).count;  // no rank has more
  const squares::Buffer buffer = bench::room_for_blocks(plan);
  for (std::uint64_t k = 0; k < steps; ++k) {
    squares::Range block{plan.range.first, 0};
    if (k < mine.count) block = plan.block(mine.first + k);
    bench::fill(buffer.words(), block);
    if (collective || block.count > 0) file.write(block.first - plan.range.first, block.count, buffer.words());
  }
  return {begin_s, created_s, ranks.all_here_s()};
}

// In each step every rank computes one block, and the master writes these neighbours at once.
Moments gathered(const bench::Ranks& ranks, const squares::Plan& plan, const std::string& path) {
  const double begin_s = ranks.all_here_s();
  std::unique_ptr<Squares> file;
  if (ranks.is_master()) file = std::make_unique<Squares>(path, plan.range.count, false);
  const double created_s = ranks.all_here_s();
  const auto size = static_cast<std::size_t>(ranks.size());
  const squares::Buffer buffer = bench::room_for_blocks(plan);
  const squares::Buffer all = bench::room_for_blocks(plan, ranks.is_master() ? size : 0);
  for (std::uint64_t step = 0; step < plan.blocks; step += size) {
    std::vector<int> counts(size, 0);
    std::vector<int> places(size, 0);
    int total = 0;
    for (std::size_t rank = 0; rank < size; ++rank) {
      if (step + rank < plan.blocks) counts[rank] = static_cast<int>(plan.block(step + rank).count);
      places[rank] = total;
      total += counts[rank];
    }
    const auto self = static_cast<std::size_t>(ranks.rank());
    if (counts[self] > 0) bench::fill(buffer.words(), plan.block(step + self));
    MPI_Gatherv(buffer.words(), counts[self], MPI_UINT64_T, all.words(), counts.data(), places.data(), MPI_UINT64_T, 0,
                MPI_COMM_WORLD);
    if (file) file->write(plan.block(step).first - plan.range.first, static_cast<hsize_t>(total), all.words());
  }
  return {begin_s, created_s, ranks.all_here_s()};
}

// The master's: FILE, in which the shares of all ranks follow one another.
void make_virtual(const bench::Ranks& ranks, const squares::Plan& plan, const std::string& path,
                  const std::vector<squares::Range>& shares) {
  const hsize_t count = plan.range.count;
  const hid_t space = sound(H5Screate_simple(1, &count, nullptr));
  const hid_t creation = sound(H5Pcreate(H5P_DATASET_CREATE));
  for (int rank = 0; rank < ranks.size(); ++rank) {
    const squares::Range& share = shares[static_cast<std::size_t>(rank)];
    const hsize_t length = share.count;
    const hsize_t index = share.first - plan.range.first;
    if (length == 0) continue;
    const hid_t source = sound(H5Screate_simple(1, &length, nullptr));
    sound(H5Sselect_hyperslab(space, H5S_SELECT_SET, &index, nullptr, &length, nullptr));
    const std::string name = path + "." + std::to_string(rank);
    sound(H5Pset_virtual(creation, space, name.c_str(), "squares", source));
    sound(H5Sclose(source));
  }
  const hid_t file = sound(H5Fcreate(path.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT));
  sound(H5Dclose(sound(H5Dcreate(file, "squares", H5T_STD_U64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT))));
  sound(H5Fclose(file));
  sound(H5Pclose(creation));
  sound(H5Sclose(space));
}

// The numbers that a rank's blocks hold.
squares::Range share_of(const squares::Plan& plan, int rank) {
  const squares::Range blocks = bench::my_blocks(plan, rank);
  if (blocks.count == 0) return {plan.range.first, 0};
  const std::uint64_t first = plan.block(blocks.first).first;
  return {first, plan.block(blocks.last()).last() - first + 1};
}

Moments a_file_per_rank(const bench::Ranks& ranks, const squares::Plan& plan, const std::string& path) {
  const double begin_s = ranks.all_here_s();
  std::vector<squares::Range> shares;
  for (int rank = 0; rank < ranks.size(); ++rank) shares.push_back(share_of(plan, rank));
  const squares::Range& share = shares[static_cast<std::size_t>(ranks.rank())];
  if (ranks.is_master()) make_virtual(ranks, plan, path, shares);
  Squares file(path + "." + std::to_string(ranks.rank()), share.count, false);
  const double created_s = ranks.all_here_s();
  const squares::Range mine = bench::my_blocks(plan, ranks.rank());
  const squares::Buffer buffer = bench::room_for_blocks(plan);
  for (std::uint64_t k = 0; k < mine.count; ++k) {
    const squares::Range block = plan.block(mine.first + k);
    bench::fill(buffer.words(), block);
    file.write(block.first - share.first, block.count, buffer.words());
  }
  return {begin_s, created_s, ranks.all_here_s()};
}

}  // namespace

int main(int argc, char** argv) {
  const bench::Ranks ranks(argc, argv);
  if (argc != 4) {
    std::fprintf(stderr, "usage: other_ways independent|collective|gathered|virtual FILE LAST\n");
    return 64;
  }
  const std::string way = argv[1], path = argv[2];
  const squares::Plan plan = bench::same_plan(bench::number(argv[3]), ranks.size());
  const Moments moments = way == "gathered"  ? gathered(ranks, plan, path)
                          : way == "virtual" ? a_file_per_rank(ranks, plan, path)
                                             : into_one_file(ranks, plan, path, way == "collective");
  put_onto_disk(way == "virtual" ? path + "." + std::to_string(ranks.rank()) : path);
  const double end_s = ranks.all_here_s();
  if (ranks.is_master()) {
    std::printf("{\"create_s\": %.9f, \"write_s\": %.9f, \"sync_s\": %.9f}\n", moments.created_s - moments.begin_s,
                moments.written_s - moments.created_s, end_s - moments.written_s);
  }
}
