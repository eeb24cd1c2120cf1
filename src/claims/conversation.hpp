// A worker that is asked for a block of squares again and again: what it costs to talk to a thread, and to a process.
#pragma once

#include <semaphore.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "claims/child.hpp"
#include "core/range.hpp"

namespace squares {

class Conversation {
 public:
  enum class Between { threads, processes };
  enum class Means {
    variable,  // an array that both see; the one wakes the other by a semaphore
    pipe,      // a byte there, and all squares back
  };

  static constexpr Range block{1, 62'500};

  // Starts the worker, and ends it when it goes. Throws Error(io).
  Conversation(Between who, Means means);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation();

  // Asks for the block; returns the seconds until all of it was there and has been added up.
  double ask();

 private:
  struct Meeting {
    sem_t asked, answered;
    std::uint32_t end = 0;
  };
  using Pipe = std::array<int, 2>;

  void answer_for_ever();
  void ask_by_variable();
  void ask_by_pipe();

  Means means_;
  SharedArray<Meeting> meeting_{1};
  SharedArray<std::uint64_t> shared_{block.count};
  std::vector<std::uint64_t> received_;
  Pipe questions_{-1, -1}, answers_{-1, -1};
  std::optional<Child> child_;
  std::jthread thread_;
};

}  // namespace squares
