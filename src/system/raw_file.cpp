#include "system/raw_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace squares {

void RawFile::read(std::uint64_t offset, std::span<std::byte> bytes) const {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::pread(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count == 0) errno = ENODATA;
    if (count == 0 || (count < 0 && errno != EINTR)) file_.fail("read it");
    if (count > 0) done += static_cast<std::size_t>(count);
  }
}

void RawFile::write(std::uint64_t offset, std::span<const std::byte> bytes) const {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::pwrite(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno != EINTR) file_.fail("write to it");
    if (count > 0) done += static_cast<std::size_t>(count);
  }
}

void RawFile::sync() const {
  if (::fsync(file_) != 0) file_.fail("put it onto the disk");
}

void RawFile::resize(std::uint64_t bytes) const {
  if (::ftruncate(file_, static_cast<off_t>(bytes)) != 0) file_.fail("give it its length");
}

std::uint64_t RawFile::size() const {
  struct stat status {};
  if (::fstat(file_, &status) != 0) file_.fail("look at it");
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace squares
