// The squares of a range by threads. Threads share the memory of their process: all fill one vector, each its own part.
//
//   g++ -std=c++20 -O2 -pthread docs/lesson/threads.cpp -o threads
//   ./threads [THREADS [FIRST LAST]]        2 threads and 1..1000000, if nothing else is said
#include <cstdlib>
#include <exception>
#include <numeric>
#include <thread>
#include <vector>

#include "common.hpp"

void run(Number workers, Range range) {
  std::vector<Number> squares(range.count());
  std::vector<double> took_ms(workers);

  // What each thread does. No two of them ever write to the same place, so that none has to wait for another.
  const auto work = [&](Number k) {
    const auto start = Clock::now();
    const Range mine = part(range, k, workers);
    for (Number n = mine.begin; n < mine.end; ++n) squares[n - range.begin] = n * n;
    took_ms[k] = ms_since(start);
  };

  const auto start = Clock::now();
  {
    std::vector<std::jthread> team;
    for (Number k = 0; k < workers; ++k) team.emplace_back(work, k);
  }  // Here the team is destroyed, and a jthread is joined when it is destroyed: all have ended.
  const double all_ms = ms_since(start);

  // Printed by one thread: if all did it at once, their words could come in any order.
  std::cout << "squares of " << text_of(range) << ", threads: " << workers << '\n';
  for (Number k = 0; k < workers; ++k) {
    print_worker("thread " + std::to_string(k), part(range, k, workers), took_ms[k]);
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
    print_error("threads", error);
    return EXIT_FAILURE;
  }
}
