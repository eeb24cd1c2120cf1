#include "run/run.hpp"

#include "run/run_steps.hpp"

namespace squares {

Exit run(const World& world, const Launch& launch, const RunCall& call, Stopwatch since_start) {
  Run run(world, launch, call, since_start);
  run.plan_and_prepare();
  if (run.has_nothing_to_do()) return Exit::done;
  run.open_part();
  run.recheck_done_blocks();
  run.store();
  run.sync();
  run.check();
  run.finish();
  run.show();
  return Exit::done;
}

}  // namespace squares
