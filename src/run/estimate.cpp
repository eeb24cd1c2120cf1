#include "run/estimate.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <span>

#include "core/buffer.hpp"
#include "core/error.hpp"
#include "core/square.hpp"
#include "core/stopwatch.hpp"
#include "store/output.hpp"
#include "system/file_system.hpp"

namespace squares {
namespace {

constexpr std::size_t block_words = std::size_t{1} << 17;   // 1 MiB, as the blocks of a run
constexpr std::size_t memory_words = std::size_t{1} << 22;  // 32 MiB: past the caches of a core

constexpr int passes = 5;  // of which the fastest counts: other programs make the rest slower

// Of one processor.
struct Speed {
  double store_bytes_per_s = 0;
  double check_bytes_per_s = 0;
};

Speed measure_speed(Width width) {
  const Buffer block(block_words), memory(memory_words);
  const std::span<std::uint64_t> words(block.words(), block_words);
  std::memset(memory.words(), 0, memory_words * sizeof(std::uint64_t));
  const auto time_of = [&](const auto& step) {
    double best_s = std::numeric_limits<double>::infinity();
    for (int pass = 0; pass < passes; ++pass) {
      const Stopwatch clock;
      for (std::size_t place = 0; place < memory_words; place += block_words) step(memory.words() + place);
      best_s = std::min(best_s, clock.seconds());
    }
    return static_cast<double>(memory_words * sizeof(std::uint64_t)) / best_s;
  };
  const double store = time_of([&](std::uint64_t* place) {
    fill_squares(width, words, 1);
    std::memcpy(place, block.words(), block_words * sizeof(std::uint64_t));
  });
  const double check = time_of([&](const std::uint64_t* place) {
    std::memcpy(block.words(), place, block_words * sizeof(std::uint64_t));
    if (find_wrong_square(width, words, 1)) {
      throw Error(Exit::wrong_value, "squares were not the same after they had been copied", "memory of rank 0",
                  "do not trust this machine: its processor or memory is faulty");
    }
  });
  return {.store_bytes_per_s = store, .check_bytes_per_s = check};
}

// 0 where nothing is.
std::uint64_t bytes_on_disk(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_blocks) * 512 : 0;
}

}  // namespace

Estimate estimate_run(const Plan& plan, const Nodes& nodes, const std::string& output, bool resumes) {
  const Speed speed = measure_speed(plan.width());
  std::uint32_t processors = 0;
  for (const auto& [name, node] : nodes) processors += std::min(node.ranks, std::max(1U, node.processors.count()));
  const double bytes_each = static_cast<double>(plan.data_bytes()) / std::max(1U, processors);
  const Output file(output);
  const FolderFacts folder = look_at_folder(file.path());
  return {.store_s = bytes_each / speed.store_bytes_per_s,
          .check_s = reads_back(plan.verify) ? bytes_each / speed.check_bytes_per_s : 0,
          .free_bytes = folder.space ? std::optional(folder.space->free_bytes) : std::nullopt,
          .reserved_bytes = resumes ? bytes_on_disk(file.part()) : 0,
          .striping = striping_advice(folder)};
}

}  // namespace squares
