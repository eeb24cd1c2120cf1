// The bytes of a file. Many threads may read them at once: HDF5 is one thread's alone, pread is everybody's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "system/descriptor.hpp"

namespace squares {

class RawFile {
 public:
  // `flags` as for open(2). Throws Error(io).
  explicit RawFile(const std::string& path, int flags = O_RDONLY) : file_(path, flags) {}
  RawFile(const std::string& path, bool writable) = delete;  // which would be taken for flags

  // Fills `bytes` from `offset` on. Throws Error(io), also where the file ends before that.
  void read(std::uint64_t offset, std::span<std::byte> bytes) const;
  // These throw Error(io).
  void write(std::uint64_t offset, std::span<const std::byte> bytes) const;
  void sync() const;
  void resize(std::uint64_t bytes) const;

  [[nodiscard]] std::uint64_t size() const;

 private:
  Descriptor file_;
};

}  // namespace squares
