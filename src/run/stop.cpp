#include "run/stop.hpp"

#include <fmt/format.h>

#include "report/launch_lines.hpp"
#include "run/reports.hpp"
#include "store/attempts.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

// As the master knows it.
std::string reason_to_stop(const Start& start) {
  if (const char* signal = stop_signal()) return std::string("by ") + signal;
  const auto& deadline_s = start.call.options.deadline_s;
  return deadline_s && start.since_start.seconds() >= *deadline_s ? "at the deadline" : "by a signal to another rank";
}

std::string continuing_command(const Start& start, const Launched& launched) {
  std::string command = start.call.command;
  if (!start.call.options.resume) command += " --resume";
  return with_launcher(launched.provenance.launcher, static_cast<std::uint32_t>(start.world.size()), command);
}

void close(const Start& start, const Opened& opened) {
  const auto scope = opened.watchdog->during(Doing::collective);
  start.world.together([&] { opened.file->close(); });
}

[[noreturn]] void leave(const Start& start, const Launched& launched, const std::string& how_far) {
  throw AgreedError(Exit::stopped, fmt::format("{}, {}", reason_to_stop(start), how_far), launched.part,
                    "continue with: " + continuing_command(start, launched));
}

}  // namespace

void stop_before_attempt(const Start& start, const Launched& launched, const Opened& opened) {
  close(start, opened);
  start.world.on_master([&] { launched.lock->remove(); });
  leave(start, launched, "the blocks that are done were being compared");
}

void stop_attempt(const Start& start, const Launched& launched, const Opened& opened, const Resumed& resumed,
                  const Stored& stored) {
  const Attempts reports = gather_reports(start.world, stored.self, stored.threads);
  const std::uint64_t written = start.world.sum(stored.written.count());
  close(start, opened);
  start.world.on_master([&] {
    append_attempt(launched.output->attempts(), reports.ranks, reports.threads);
    launched.lock->remove();
  });
  const std::uint64_t blocks = launched.plan.blocks;
  leave(start, launched, fmt::format("{} of {} blocks are done", blocks - resumed.open.count() + written, blocks));
}

}  // namespace squares
