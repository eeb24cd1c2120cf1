// The lesson's examples, as they were played: what happened when.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace squares {

// A thread or a process of an example. Times in seconds since the example began.
struct PlayedWorker {
  std::string name;
  double started_s = 0;  // when it was asked for
  double began_s = 0;    // its work
  double ended_s = 0;
  double joined_s = 0;        // when the main thread had noticed
  int processor = -1;         // where it ended; -1: unknown
  std::uint64_t numbers = 0;  // that it squared
};

struct PlayedExample {
  std::string id{};
  std::string title{};
  std::vector<PlayedWorker> workers{};
  double total_s = 0;
  double alone_s = 0;  // the same by one thread, one after the other
};

}  // namespace squares
