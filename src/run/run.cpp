#include "run/run.hpp"

#include "report/run_report.hpp"
#include "report/streams.hpp"
#include "run/steps.hpp"

namespace squares {
namespace {

Exit show(const RunResult& result, const RunOptions& options) {
  return print_result(options.json    ? document(result_json(result))
                      : options.quiet ? ""
                                      : result_text(result, options.output),
                      Exit::done);
}

}  // namespace

Exit run(const World& world, const Launch& launch, const RunCall& call, Stopwatch since_start) {
  const Start start{world, launch, call, since_start};
  const Launched launched = launch_ranks(start);
  if (!launched.has_work) return launched.without_work;
  const Opened opened = open_part(start, launched);
  const Resumed resumed = resume(start, launched, opened);
  const Stored stored = store(start, launched, opened, resumed);
  const Checked checked = check(start, launched, opened, resumed, stored);
  const RunResult result = finish(start, launched, opened, stored, checked);
  Exit code = world.is_master() ? show(result, call.options) : Exit::done;
  world.broadcast(code);
  return code;
}

}  // namespace squares
