#include "run/run.hpp"

#include "report/run_report.hpp"
#include "report/streams.hpp"
#include "run/steps.hpp"

namespace squares {
namespace {

void show(const RunResult& result, const RunOptions& options) {
  print(options.json ? document(result_json(result)) : options.quiet ? "" : result_text(result, options.output));
}

}  // namespace

Exit run(const World& world, const Launch& launch, const RunCall& call, Stopwatch since_start) {
  const Start start{world, launch, call, since_start};
  const Launched launched = launch_ranks(start);
  if (!launched.has_work) return Exit::done;
  const Opened opened = open_part(start, launched);
  const Resumed resumed = resume(start, launched, opened);
  const Stored stored = store(start, launched, opened, resumed);
  const Checked checked = check(start, launched, opened, resumed, stored);
  const RunResult result = finish(start, launched, opened, stored, checked);
  if (world.is_master()) show(result, call.options);
  return Exit::done;
}

}  // namespace squares
