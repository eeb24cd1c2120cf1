// Child processes, and memory that they share with the process that started them.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <type_traits>

namespace squares {

// A process that does one thing and leaves. It is killed when this object goes, and when the process dies that made it.
class Child {
 public:
  using Task = std::function<void()>;

  // Forks: of a process with threads, `task` must not need what another thread may hold. It must not touch MPI or HDF5.
  // If it throws, the child leaves with 70. Throws Error(io) if the system has no room for a process.
  explicit Child(const Task& task);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child(Child&& other) noexcept : pid_(other.pid_), gone_(other.gone_) { other.gone_ = true; }
  Child& operator=(Child&&) = delete;
  ~Child();

  [[nodiscard]] pid_t pid() const { return pid_; }
  void signal(int number) const;
  // Waits for its end. Returns its exit code, or 128 + the signal that ended it.
  int wait();
  // The same, for so long at most.
  std::optional<int> wait_for(double seconds);

 private:
  std::optional<int> look(int options);

  pid_t pid_ = 0;
  bool gone_ = false;
};

// Does it in a child and waits for its end. Throws Error(io) if it did not come to its end.
void in_child(const Child::Task& task);

// So many bytes of zeros, shared with all children that are forked while it lives. Throws Error(io).
class SharedMemory {
 public:
  explicit SharedMemory(std::size_t bytes);
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  ~SharedMemory();

  [[nodiscard]] void* begin() const { return begin_; }

 private:
  void* begin_;
  std::size_t bytes_;
};

template <class T>
class SharedArray {
 public:
  explicit SharedArray(std::size_t count) : memory_(count * sizeof(T)), count_(count) {
    static_assert(std::is_trivially_destructible_v<T>);
  }

  [[nodiscard]] std::span<T> all() const { return {static_cast<T*>(memory_.begin()), count_}; }
  T& operator[](std::size_t i) const { return all()[i]; }

 private:
  SharedMemory memory_;
  std::size_t count_;
};

}  // namespace squares
