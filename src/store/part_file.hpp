// OUTPUT.part: the file of a run while it goes on.
//
// One process creates it and completes it; in between all ranks write into it, and only raw data.
#pragma once

#include <mpi.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/ledger.hpp"
#include "core/plan.hpp"
#include "record/provenance.hpp"
#include "store/hdf5.hpp"
#include "store/metadata_copy.hpp"
#include "system/file.hpp"
#include "system/read_behind.hpp"
#include "system/write_behind.hpp"

namespace squares {

// What a part at `path` is called until it is whole.
inline std::string new_name_of(const std::string& path) { return path + ".new"; }

// Makes the file with squares and ledger at their full size, all rows open, and reserves its space on disk; on
// return it is on the disk. One process's alone. Throws Error(cannot_create), also if there is not enough space, or if
// there is anything of its names; Error(io). Then nothing is left of it.
void create_part(const std::string& path, const Plan& plan, const Provenance& provenance);

// The file, open on all ranks through MPI-IO. The main thread's alone.
//
// Its destructor does not close the file, since that is collective and may hang while an error is being dealt
// with: after an error, end with World::abort.
class PartFile {
 public:
  // Collective. `hints` are for MPI-IO: "KEY=VALUE".
  PartFile(MPI_Comm comm, std::string path, const Plan& plan, std::span<const std::string> hints = {});
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile();

  // Each rank on its own. `index` is the block's; words are its squares. What is written goes onto the disk meanwhile
  // (system/write_behind.hpp), which sync() need not wait for, and which is no sync.
  void write_squares(std::uint64_t index, std::span<const std::uint64_t> words);
  void read_squares(std::uint64_t index, std::span<std::uint64_t> words);
  // Before and after reading some of the blocks first..last, upwards: what of them was not cached is dropped again.
  void begin_reading(std::uint64_t first, std::uint64_t last);
  void end_reading() { reading_.reset(); }
  // Which share of the blocks first..last is in the page cache of this node, if that is known, and what lies below it.
  [[nodiscard]] std::optional<double> cached_share(std::uint64_t first, std::uint64_t last) const;
  [[nodiscard]] Medium medium() const { return medium_of(held_); }
  // Puts the file onto the disk, and takes it out of the page cache of this node.
  void leave_cache() const;
  // Rows of successive blocks, the first of them block `first`'s.
  void write_rows(std::uint64_t first, std::span<const LedgerRow> rows);
  void read_rows(std::uint64_t first, std::span<LedgerRow> rows);
  // Waits until all that this node has written is on the disk.
  void sync_data() const;
  // How this rank has written; after sync(), how all ranks leave what they have written in the page cache.
  [[nodiscard]] WriteWay write_way() const { return writing_->way(); }
  void leave_cached(WriteWay way) { writing_->end(way); }
  // Whether the file still has its name, and no other has got it.
  [[nodiscard]] bool is_still_there() const;
  // Where squares and ledger lie.
  [[nodiscard]] std::array<DataExtent, 2> data() const;

  // Collective: onto the disk, and visible to all ranks once all have returned.
  void sync();
  // Collective.
  void close();

  // Whether a file was left open, so that MPI_Finalize must not be called any more.
  static bool any_abandoned();

 private:
  void open_datasets();
  void check_write(herr_t result, const std::string& doing) const;
  void abandon();
  // In bytes from the beginning of the file.
  [[nodiscard]] Extent extent_of(std::uint64_t first, std::uint64_t last) const;

  std::string path_;
  Plan plan_;
  Descriptor held_;
  Handle file_;
  Handle squares_;
  Handle rows_;
  Handle square_type_;
  Handle row_type_;
  std::uint64_t squares_place_ = 0;  // in bytes from the beginning of the file
  std::optional<WriteBehind> writing_;
  std::optional<ReadBehind> reading_;
};

}  // namespace squares
