// HDF5: identifiers that close what they opened, its errors as ours, and the library that this process runs with.
#pragma once

#include <hdf5.h>

#include <string>
#include <utility>

namespace squares {

// What HDF5's error stack says of the last failure, at its root; "" if nothing. Empties the stack.
struct Hdf5Reason {
  std::string text;
  int error = 0;  // errno, where a system call has failed
};
Hdf5Reason hdf5_reason();

// Whether the last failure was the system's, such as EIO, and not of what is in the file.
bool hdf5_failed_in_system();

// Lets HDF5 keep its errors to itself, since they become ours, and do nothing on its own when the process or MPI ends:
// it would close files that could not be closed before, and crash or hang. Which driver or connector variables choose
// is not asked: HDF5 1.14 refuses every call, and says so on stderr, where it cannot load what they name. Once, before
// the first use, before MPI and before there is a second thread.
void prepare_hdf5();

// Throws Error(io), LimitError where HDF5 has met a limit: `doing` as in "write block 3", `file` is its place.
[[noreturn]] void fail_in_hdf5(const std::string& doing, const std::string& file);
template <class Result>
Result check_hdf5(Result result, const std::string& doing, const std::string& file) {
  if (result >= 0) return result;
  fail_in_hdf5(doing, file);
}

class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  Handle(hid_t id, Close closer) : id_(id), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(other.release()), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { close(); }

  operator hid_t() const { return id_; }
  // Forgets the identifier without closing it.
  hid_t release() { return std::exchange(id_, H5I_INVALID_HID); }
  herr_t close() { return id_ >= 0 ? close_(release()) : 0; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

std::string hdf5_version();
std::string hdf5_version_of_headers();

// Throws Error(bad_launch) where the two differ: HDF5 would end the process with its own words.
void refuse_wrong_hdf5_library();

}  // namespace squares
