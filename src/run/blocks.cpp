#include "run/blocks.hpp"

#include <unistd.h>

#include "report/progress.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

// Whether this rank has a reason to stop.
class StopReasons {
 public:
  StopReasons(const Start& start, const PartFile& file) : start_(start), file_(file) {}

  // The master also looks after the time, and now and then after the file.
  bool found() {
    constexpr double look_every_s = 0.5;
    if (stop_signal() != nullptr) return true;
    if (!start_.world.is_master()) return false;
    const double now_s = start_.since_start.seconds();
    const auto& deadline_s = start_.call.options.deadline_s;
    if (deadline_s && now_s >= *deadline_s) return true;
    if (now_s < looked_s_ + look_every_s) return false;
    looked_s_ = now_s;
    return !file_.is_still_there();
  }

 private:
  const Start& start_;
  const PartFile& file_;
  double looked_s_ = 0;
};

}  // namespace

bool in_blocks(const Start& start, const Launched& launched, const Opened& opened, const char* name,
               std::uint64_t numbers, const std::function<void(Control&)>& work, const Idle& idle) {
  const World& world = start.world;
  Watchdog& watchdog = *opened.watchdog;
  ProgressLine line(world.is_master() ? start.call.options.progress : ProgressMode::never,
                    user_has_terminal(STDERR_FILENO, start.launch.launched()), name, numbers,
                    bytes_per_square(launched.plan.width()));
  StopReasons reasons(start, *opened.file);
  Control control(
      world, watchdog.meter(),
      {.show = [&](std::uint64_t done) { line.show(done); }, .wants_stop = [&] { return reasons.found(); }});
  const auto waiting = watchdog.during(Doing::waiting);
  world.together(
      [&] {
        const auto working = watchdog.during(Doing::computing);
        try {
          work(control);
        } catch (...) {
          control.request_stop();
          throw;
        }
      },
      [&] {
        control.service();
        if (idle) idle();
      });
  const bool stopped = control.close();
  world.on_master([&] { expect_part_is_there(*opened.file, launched.part); });
  return !stopped;
}

BlockStep fetch_from(const Opened& opened) {
  return [&opened](const Block& block) {
    const auto scope = opened.watchdog->during(Doing::file_io);
    opened.file->read_squares(block.index, block.words);
  };
}

void expect_part_is_there(const PartFile& file, const std::string& part) {
  if (file.is_still_there()) return;
  throw Error(Exit::io, "the file was removed or replaced while the run went on", part,
              "find out who did that, then run again");
}

std::uint64_t numbers_in(const BlockSet& blocks, const Plan& plan) {
  std::uint64_t numbers = 0;
  for (auto block = blocks.next(0); block; block = blocks.next(*block + 1)) numbers += plan.block(*block).count;
  return numbers;
}

}  // namespace squares
