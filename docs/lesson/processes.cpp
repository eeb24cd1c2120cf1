// The squares of a range by processes. Each has a memory of its own, and writes what another is to see into shared
// memory.
//
//   g++ -std=c++20 -O2 docs/lesson/processes.cpp -o processes
//   ./processes [PROCESSES [FIRST LAST]]        2 processes and 1..1000000, if nothing else is said
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <numeric>
#include <vector>

#include "common.hpp"

// Memory that this process shares with those which it starts from now on. The system takes it back when all have ended.
template <typename T>
std::span<T> shared(Number count) {
  void* const memory = mmap(nullptr, count * sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "no shared memory");
  return {static_cast<T*>(memory), count};
}

void run(Number workers, Range range) {
  const std::span<Number> squares = shared<Number>(range.count());
  std::fill(squares.begin(), squares.end(), 0);  // as a vector does: now the memory is really there
  const std::span<double> took_ms = shared<double>(workers);

  const auto work = [&](Number k) {
    const auto start = Clock::now();
    const Range mine = part(range, k, workers);
    for (Number n = mine.begin; n < mine.end; ++n) squares[n - range.begin] = n * n;
    took_ms[k] = ms_since(start);
  };

  const auto start = Clock::now();
  std::vector<pid_t> children;
  int error = 0;
  for (Number k = 0; k < workers && error == 0; ++k) {
    const pid_t child = fork();  // This returns twice: here with the child's number, and in the child with 0.
    if (child == 0) {
      work(k);
      _exit(EXIT_SUCCESS);  // The child ends here. Unlike exit, _exit leaves alone what belongs to the parent.
    }
    if (child > 0)
      children.push_back(child);
    else
      error = errno;
  }
  bool all_did_well = true;
  for (const pid_t child : children) {
    int status = 0;
    if (waitpid(child, &status, 0) != child || status != 0) all_did_well = false;
  }
  if (error != 0) throw std::system_error(error, std::generic_category(), "a process could not be started");
  if (!all_did_well) throw std::runtime_error("a process ended before its work was done");
  const double all_ms = ms_since(start);

  std::cout << "squares of " << text_of(range) << ", processes: " << workers << '\n';
  for (Number k = 0; k < workers; ++k) {
    print_worker("process " + std::to_string(k), part(range, k, workers), took_ms[k]);
  }
  std::cout << "all: " << text_of(all_ms) << ", from the first start to the last end\n";
  check(range, std::accumulate(squares.begin(), squares.end(), Number{0}));
}

int main(int count, char* words[]) {
  try {
    const Task task = task_from({words + 1, words + count});
    run(task.workers, task.range);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    print_error("processes", error);
    return EXIT_FAILURE;
  }
}
