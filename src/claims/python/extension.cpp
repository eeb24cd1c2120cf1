// A library for Python's ctypes: work that needs nothing of the interpreter. ctypes.CDLL lets the interpreter's lock go
// while a function of it runs, ctypes.PyDLL keeps it.
#include <atomic>
#include <cstdint>

#include "study/computing.hpp"

extern "C" {

// The sum of the squares of `count` numbers from `first` on, mod 2^64, each worked out `repeats` times.
std::uint64_t squares_work_out(std::uint64_t first, std::uint64_t count, std::uint32_t repeats) {
  return squares::work_out({first, count}, repeats);
}

// NOLINTBEGIN(readability-non-const-parameter): atomic_ref writes there
// Takes `times` references to the object whose count this is, as the interpreter does it: fetch, add, put back. Each
// step is atomic by itself, so that the language defines what happens when two threads do this; the three are not.
void squares_take_references(std::int64_t* count, std::uint64_t times) {
  std::atomic_ref<std::int64_t> references(*count);
  for (std::uint64_t i = 0; i < times; ++i) {
    references.store(references.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
}

// The same, all in one step.
void squares_take_references_atomically(std::int64_t* count, std::uint64_t times) {
  std::atomic_ref<std::int64_t> references(*count);
  for (std::uint64_t i = 0; i < times; ++i) references.fetch_add(1, std::memory_order_relaxed);
}
// NOLINTEND(readability-non-const-parameter)

}  // extern "C"
