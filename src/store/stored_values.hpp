// The squares and the ledger of a file, as an HDF5 reader reads them.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/ledger.hpp"
#include "core/plan.hpp"
#include "record/file_facts.hpp"
#include "system/file.hpp"
#include "system/own_process.hpp"
#include "system/read_behind.hpp"

namespace squares {

// HDF5 cannot read these values, such as those of a chunk that does not unpack; it can read others.
class Unreadable : public Error {
 public:
  using Error::Error;
};

// Reads from their places where these are known, and otherwise through HDF5 in a process of its own. Many threads may
// read at once. All throw Error(io) if the file cannot be read, and as inspect() does for a file that HDF5 refuses.
class StoredValues {
 public:
  StoredValues(const std::string& path, const Plan& plan, const std::optional<Places>& places);

  // Before so many squares from `index` on are read, upwards: what of them was not cached leaves the cache again.
  // Before the first thread reads; of values that are read from their places.
  void drop_behind(std::uint64_t index, std::uint64_t count);

  // From the square at `index` on; throws Unreadable.
  void read_squares(std::uint64_t index, std::span<std::uint64_t> words);
  // From the row at `first` on; throws Unreadable.
  void read_rows(std::uint64_t first, std::span<LedgerRow> rows);

  // How many of so many squares, from `index` on, the file still holds: one that has lost its end does not hold all.
  [[nodiscard]] std::uint64_t squares_left(std::uint64_t index, std::uint64_t count) const;
  // How many rows of the whole ledger.
  [[nodiscard]] std::uint64_t rows_left() const;

 private:
  struct Question;

  [[nodiscard]] Extent extent_of(std::uint64_t index, std::uint64_t count) const;
  [[nodiscard]] std::uint64_t square_bytes() const { return bytes_per_square(plan_.width()); }
  static OwnProcess::Answer open(const std::string& path, const Plan& plan);
  void read_through_hdf5(Question question, std::uint64_t value_bytes, std::span<std::byte> bytes);

  std::string path_;
  Plan plan_;
  std::optional<Places> places_;
  std::optional<RawFile> file_;
  std::uint64_t file_bytes_ = 0;
  std::optional<ReadBehind> behind_;
  std::mutex mutex_;  // of what follows
  std::optional<OwnProcess> reader_;
  std::vector<LedgerRow> rows_;  // that were read last through HDF5
  std::uint64_t first_row_ = 0;
};

}  // namespace squares
