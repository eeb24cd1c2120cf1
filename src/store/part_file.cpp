#include "store/part_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "core/decimal.hpp"
#include "record/ledger.hpp"
#include "record/measurement.hpp"
#include "record/read_sources.hpp"
#include "record/storage.hpp"
#include "record/traffic.hpp"
#include "store/schema.hpp"
#include "store/write_objects.hpp"
#include "system/file.hpp"
#include "system/file_system.hpp"
#include "system/mca_settings.hpp"
#include "system/shared_memory.hpp"
#include "system/usage.hpp"

namespace squares {
namespace {

constexpr hsize_t page_bytes = 4096;
constexpr hsize_t row_alignment = sizeof(LedgerRow);
constexpr std::size_t names_bytes = 512;
constexpr std::uint64_t rows_at_once = 65536;

bool abandoned = false;

Handle selection(hid_t dataset, hsize_t first, hsize_t count) {
  Handle space(H5Dget_space(dataset), H5Sclose);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr);
  return space;
}

Handle memory_space(hsize_t count) { return {H5Screate_simple(1, &count, nullptr), H5Sclose}; }

// Objects from `alignment` bytes on begin at a multiple of it.
Handle creation_access(hsize_t alignment) {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_alignment(access, alignment, alignment);
  H5Pset_file_locking(access, false, true);
  return access;
}

Handle open_for_creation(const std::string& path, hsize_t alignment) {
  const Handle access = creation_access(alignment);
  return {check_hdf5(H5Fopen(path.c_str(), H5F_ACC_RDWR, access), "open it", path), H5Fclose};
}

// Contiguous, at its full size at once, and not filled.
Handle create_dataset(hid_t file, const char* path, hid_t type, hsize_t size, const std::string& name) {
  const Handle layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_layout(layout, H5D_CONTIGUOUS);
  H5Pset_alloc_time(layout, H5D_ALLOC_TIME_EARLY);
  H5Pset_fill_time(layout, H5D_FILL_TIME_NEVER);
  const Handle space = memory_space(size);
  return {check_hdf5(H5Dcreate2(file, path, type, space, H5P_DEFAULT, layout, H5P_DEFAULT),
                     std::string("create ") + path, name),
          H5Dclose};
}

void create_squares(hid_t file, const Plan& plan, const std::string& name) {
  const Handle type = schema::square_type(plan.width());
  const Handle squares = create_dataset(file, schema::squares, type, plan.range.count, name);
  set_attribute(squares, "units", "1", name);
  set_attribute(squares, "long_name", "squares[i] = (first + i)^2", name);
  set_attribute(squares, "first", plan.range.first, name);
  set_dimension(squares, "number", plan.range.count, 0, name);
}

void create_ledger(hid_t file, const Plan& plan, const std::string& name) {
  const Handle type = schema::row_type<LedgerRow>();
  const Handle ledger = create_dataset(file, Description<LedgerRow>::path, type, plan.blocks, name);
  describe_table<LedgerRow>(ledger, plan.blocks, 1, name);
}

// All rows open: the space itself may hold anything.
void open_all_rows(const std::string& path, const Plan& plan) {
  std::uint64_t place = 0;
  {
    const Handle file = open_for_creation(path, row_alignment);
    const Handle ledger(check_hdf5(H5Dopen2(file, Description<LedgerRow>::path, H5P_DEFAULT), "open /blocks", path),
                        H5Dclose);
    place = H5Dget_offset(ledger);
  }
  const RawFile file(path, O_WRONLY);
  std::vector<LedgerRow> rows;
  for (std::uint64_t first = 0; first < plan.blocks; first += rows.size()) {
    rows.resize(std::min(rows_at_once, plan.blocks - first));
    for (std::uint64_t i = 0; i < rows.size(); ++i) rows[i] = open_row(plan.block(first + i));
    file.write(place + first * sizeof(LedgerRow), std::as_bytes(std::span(rows)));
  }
}

void create_run(hid_t file, const Plan& plan, const Provenance& provenance, const std::string& name) {
  const Handle run = create_group(file, schema::run, schema::name, name);
  const auto set = [&](const char* attribute, const auto& value) { set_attribute(run, attribute, value, name); };
  set_attributes(run, provenance, name);
  set("first", plan.range.first);
  set("last", plan.range.last());
  set("count", plan.range.count);
  set("blocks", plan.blocks);
  set("block_length", plan.block_length);
  set("schedule", std::string(to_text(plan.schedule)));
  set("sum", sum_of_squares(plan.range));
  set_attributes(run, Storage{{}, std::string(longest_write_reason, '\0')}, name);
  set_attributes(run, ReadSources{}, name);
  set_attributes(run, Traffic{}, name);
  // Known at the end only, but in their place from the start, so that a file that loses its end keeps them.
  set("attempts", std::uint32_t{0});
  set("ranks", plan.ranks);
  set("threads", plan.threads);
  set(before_run.key().c_str(), unknown_s);
  for (const Phase& phase : phases()) set(phase.key().c_str(), 0.0);
  set("total_s", 0.0);
  set("checked", std::string(checked_text(Verify::none)));
  set("complete", std::uint8_t{0});
}

// The metadata first, so that it is at the beginning of the file: one that loses its end still says what it was. The
// rows of the ledger are aligned so that none straddles a page, the squares so that they are written fastest.
void create_objects(const std::string& path, const Plan& plan, const Provenance& provenance) {
  {
    // Room for the names of all objects in one piece.
    const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    H5Pset_local_heap_size_hint(creation, names_bytes);
    H5Pset_sym_k(creation, 16, 16);
    const Handle access = creation_access(row_alignment);
    Handle file(check_hdf5(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access), "create it", path), H5Fclose);
    create_run(file, plan, provenance, path);
    create_ledger(file, plan, path);
    check_hdf5(file.close(), "close it", path);
  }
  Handle file = open_for_creation(path, page_bytes);
  create_squares(file, plan, path);
  check_hdf5(file.close(), "close it", path);
}

}  // namespace

void create_part(const std::string& path, const Plan& plan, const Provenance& provenance) {
  write_whole(path, new_name_of(path), Existing::kept, [&](const std::string& unfinished) {
    create_objects(unfinished, plan, provenance);
    reserve_space(unfinished);
    open_all_rows(unfinished, plan);
  });
  PassingFile made(path);
  sync_folder_of(path);
  made.release();
}

namespace {

// OMPIO keeps shared file pointers, which nothing here uses, in files. Those that it prefers fail without shared
// memory, and crash at long paths; others, empty ones beside the part for each rank, do not. Collective; of use before
// the first file is opened.
void choose_shared_pointers(MPI_Comm comm, const std::string& path) {
  constexpr std::size_t long_path = 200;
  int needed = path.size() >= long_path || error_of_shared_memory() != 0 ? 1 : 0;
  MPI_Allreduce(MPI_IN_PLACE, &needed, 1, MPI_INT, MPI_MAX, comm);
  if (needed != 0 && may_choose_for_mpi("sharedfp", std::array{"individual"}))
    ::setenv("OMPI_MCA_sharedfp", "individual", 0);
}

// For MPI-IO, which ignores those that it does not know.
class Hints {
 public:
  explicit Hints(std::span<const std::string> hints) {
    if (hints.empty()) return;
    MPI_Info_create(&info_);
    for (const std::string& hint : hints) {
      const auto equals = hint.find('=');
      MPI_Info_set(info_, hint.substr(0, equals).c_str(), hint.substr(equals + 1).c_str());
    }
  }
  Hints(const Hints&) = delete;
  Hints& operator=(const Hints&) = delete;
  ~Hints() {
    if (info_ != MPI_INFO_NULL) MPI_Info_free(&info_);
  }
  [[nodiscard]] MPI_Info info() const { return info_; }

 private:
  MPI_Info info_ = MPI_INFO_NULL;
};

// Through MPI-IO. ROMIO takes what stands before a colon for the kind of file system, unless one is named; OMPIO knows
// no such names. Collective.
Handle open_on_all_ranks(MPI_Comm comm, const std::string& path, std::span<const std::string> hints) {
  constexpr const char* doing = "open it through MPI-IO";
  choose_shared_pointers(comm, path);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  check_hdf5(H5Pset_fapl_mpio(access, comm, Hints(hints).info()), doing, path);
  hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, access);
  if (path.find(':') != std::string::npos) {
    int failed = file < 0 ? 1 : 0;
    MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_INT, MPI_MIN, comm);
    if (failed != 0) {
      H5Eclear2(H5E_DEFAULT);
      file = H5Fopen(("ufs:" + path).c_str(), H5F_ACC_RDWR, access);
    }
  }
  return {check_hdf5(file, doing, path), H5Fclose};
}

}  // namespace

PartFile::PartFile(MPI_Comm comm, std::string path, const Plan& plan, std::span<const std::string> hints)
    : path_(std::move(path)),
      plan_(plan),
      held_(path_, O_RDWR),
      square_type_(schema::square_type(plan.width())),
      row_type_(schema::row_type<LedgerRow>()) {
  file_ = open_on_all_ranks(comm, path_, hints);
  try {
    open_datasets();
  } catch (...) {
    abandon();
    throw;
  }
}

void PartFile::open_datasets() {
  squares_ = Handle(check_hdf5(H5Dopen2(file_, schema::squares, H5P_DEFAULT), "open /squares", path_), H5Dclose);
  rows_ =
      Handle(check_hdf5(H5Dopen2(file_, Description<LedgerRow>::path, H5P_DEFAULT), "open /blocks", path_), H5Dclose);
  squares_place_ = H5Dget_offset(squares_);
  writing_.emplace(held_, plan_.data_bytes(), plan_.ranks, unused_memory_bytes());
}

Extent PartFile::extent_of(std::uint64_t first, std::uint64_t last) const {
  const std::uint64_t square_bytes = bytes_per_square(plan_.width());
  const auto place_of = [&](std::uint64_t number) {
    return squares_place_ + (number - plan_.range.first) * square_bytes;
  };
  return {place_of(plan_.block(first).first), place_of(plan_.block(last).last()) + square_bytes};
}

PartFile::~PartFile() { abandon(); }

void PartFile::abandon() {
  if (file_ < 0) return;
  abandoned = true;
  for (Handle* handle : {&squares_, &rows_, &file_}) handle->release();
}

bool PartFile::any_abandoned() { return abandoned; }

// MPI-IO keeps the reason to itself, but leaves it in errno.
void PartFile::check_write(herr_t result, const std::string& doing) const {
  if (result >= 0) return;
  const std::string reason = errno != 0 ? std::strerror(errno) : "only a part was written, as on a full disk";
  check_hdf5(result, doing + " (" + reason + ")", path_);
}

void PartFile::write_squares(std::uint64_t index, std::span<const std::uint64_t> words) {
  const Range range = plan_.block(index);
  const Handle memory = memory_space(range.count);
  const Handle place = selection(squares_, range.first - plan_.range.first, range.count);
  const double begin_s = thread_cpu_s();
  errno = 0;
  check_write(H5Dwrite(squares_, square_type_, memory, place, H5P_DEFAULT, words.data()),
              "write block " + std::to_string(index));
  writing_->wrote(extent_of(index, index), thread_cpu_s() - begin_s);
}

void PartFile::read_squares(std::uint64_t index, std::span<std::uint64_t> words) {
  const Range range = plan_.block(index);
  const Handle memory = memory_space(range.count);
  const Handle place = selection(squares_, range.first - plan_.range.first, range.count);
  check_hdf5(H5Dread(squares_, square_type_, memory, place, H5P_DEFAULT, words.data()),
             "read block " + std::to_string(index), path_);
  if (reading_) reading_->read(extent_of(index, index));
}

void PartFile::begin_reading(std::uint64_t first, std::uint64_t last) {
  reading_.emplace(held_, plan_.data_bytes(), extent_of(first, last));
}

std::optional<double> PartFile::cached_share(std::uint64_t first, std::uint64_t last) const {
  return squares::cached_share(held_, extent_of(first, last));
}

// The whole file, since pages are dropped in groups of several, which know nothing of blocks.
void PartFile::leave_cache() const {
  sync_data();
  drop_from_cache(held_, {});
}

void PartFile::write_rows(std::uint64_t first, std::span<const LedgerRow> rows) {
  const Handle memory = memory_space(rows.size());
  const Handle place = selection(rows_, first, rows.size());
  errno = 0;
  check_write(H5Dwrite(rows_, row_type_, memory, place, H5P_DEFAULT, rows.data()),
              "write the ledger from row " + std::to_string(first));
}

void PartFile::read_rows(std::uint64_t first, std::span<LedgerRow> rows) {
  const Handle memory = memory_space(rows.size());
  const Handle place = selection(rows_, first, rows.size());
  check_hdf5(H5Dread(rows_, row_type_, memory, place, H5P_DEFAULT, rows.data()),
             "read the ledger from row " + std::to_string(first), path_);
}

void PartFile::sync_data() const {
  if (fdatasync(held_) != 0) held_.fail("put it onto the disk");
}

bool PartFile::is_still_there() const { return held_.is_at(path_); }

std::array<DataExtent, 2> PartFile::data() const {
  return {DataExtent{squares_place_, plan_.data_bytes()},
          DataExtent{H5Dget_offset(rows_), plan_.blocks * sizeof(LedgerRow)}};
}

void PartFile::sync() { check_hdf5(H5Fflush(file_, H5F_SCOPE_GLOBAL), "put it onto the disk", path_); }

void PartFile::close() {
  squares_.close();
  rows_.close();
  check_hdf5(file_.close(), "close it", path_);
}

}  // namespace squares
