// Memory for a block of squares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>

namespace squares {

// Words that begin with a page, so that no vector of the kernel straddles a cache line: half the speed otherwise. Not
// initialised: the pages are touched by those who fill them. Throws std::bad_alloc.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t words) : words_(static_cast<std::uint64_t*>(::operator new(bytes_of(words), page))) {}

  [[nodiscard]] std::uint64_t* words() const { return words_.get(); }

 private:
  static constexpr std::align_val_t page{4096};
  static std::size_t bytes_of(std::size_t words) {
    if (words > std::numeric_limits<std::size_t>::max() / sizeof(std::uint64_t)) throw std::bad_array_new_length();
    return words * sizeof(std::uint64_t);
  }
  struct Free {
    void operator()(std::uint64_t* words) const { ::operator delete(words, page); }
  };
  std::unique_ptr<std::uint64_t, Free> words_;
};

}  // namespace squares
