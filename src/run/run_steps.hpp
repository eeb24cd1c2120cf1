// One run, on one rank: its steps in their order, each of them collective.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/block_set.hpp"
#include "core/ledger.hpp"
#include "parallel/control.hpp"
#include "parallel/dealer.hpp"
#include "parallel/messages.hpp"
#include "parallel/pipeline.hpp"
#include "parallel/watchdog.hpp"
#include "record/run_result.hpp"
#include "run/run.hpp"
#include "store/attempts.hpp"
#include "store/ledger_batch.hpp"
#include "store/output.hpp"
#include "store/part_file.hpp"
#include "system/lock.hpp"
#include "system/placement.hpp"

namespace squares {

class Run {
 public:
  Run(const World& world, const Launch& launch, const RunCall& call, Stopwatch since_start)
      : world_(world), launch_(launch), call_(call), since_start_(since_start) {}

  // run_launch.cpp: what there is to do, and what is there already.
  void plan_and_prepare();
  [[nodiscard]] bool has_nothing_to_do() const { return nothing_to_do_; }
  void open_part();

  // run_resume.cpp: what an earlier attempt has left.
  void recheck_done_blocks();

  // run_blocks.cpp: block after block.
  void store();
  void sync();
  void check();

  // run_finish.cpp
  void finish();
  void show() const;

 private:
  void prepare_output();
  void share_plan();
  void take_up_part();
  void refuse_other_plan(const Plan& part, const Plan& asked) const;
  void watch();
  void show_plan() const;

  // run_placement.cpp: who is there, and where.
  void meet();
  void judge_placement();
  void take_seats();

  void recheck_my_rows(Control& control);
  void announce_attempt();

  // Whether all ranks went through all of their blocks, and none asked for a stop before.
  bool in_blocks(const char* name, std::uint64_t numbers, const std::function<void(Control&)>& step);
  bool wants_stop();
  void expect_part_is_there() const;
  void store_blocks(Control& control, const NextBlock& next);
  void store_dealt_blocks(Control& control);
  void write(const Block& block);
  void judge(const Block& block, const LedgerRow& row) const;
  [[nodiscard]] std::uint64_t numbers_in(const BlockSet& blocks) const;

  void measure_process();
  void gather_reports();
  void complete(std::span<const DataExtent> data);
  [[noreturn]] void stop();
  [[nodiscard]] std::string reason_to_stop() const;
  [[nodiscard]] std::string continuing_command() const;

  const World& world_;
  const Launch& launch_;
  const RunCall& call_;
  Stopwatch since_start_;
  Stopwatch clock_;  // the run's clock: begins when the launch ends

  Plan plan_;
  std::optional<Estimate> estimate_;  // the master's, of a dry run
  bool nothing_to_do_ = false;
  bool resuming_ = false;
  bool announced_ = false;  // who takes part is on the disk
  double looked_s_ = 0;     // when the master last looked after the file
  std::string part_path_;
  Introduction self_;
  std::vector<Introduction> ranks_;   // the master's: who is there
  std::vector<std::uint32_t> teams_;  // the master's: the threads of each
  Nodes nodes_;                       // the master's
  std::optional<Output> output_;      // the master's
  std::optional<Lock> lock_;
  std::optional<Watchdog> watchdog_;
  std::optional<PartFile> file_;
  std::optional<Team> team_;
  std::optional<Dealer> dealer_;
  std::optional<LedgerBatch> rows_;

  BlockSet open_;                      // blocks that this attempt has to compute
  BlockSet written_;                   // blocks that this rank has written
  BlockSet lying_;                     // blocks that this rank found marked done, and wrong
  std::uint32_t last_attempt_ = 0;     // that this rank has seen in the ledger
  std::uint64_t checked_numbers_ = 0;  // read back from the file by this rank, and right
  std::vector<ThreadReport> thread_reports_;
  RankReport report_;  // this rank's: its place from the launch on, its figures as they come
  RunResult result_;   // the master's
};

}  // namespace squares
