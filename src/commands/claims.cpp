#include "commands/claims.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <variant>

#include "claims/claims.hpp"
#include "claims/examples.hpp"
#include "claims/message_partner.hpp"
#include "claims/python.hpp"
#include "core/version.hpp"
#include "parallel/introductions.hpp"
#include "report/claims_report.hpp"
#include "report/json.hpp"
#include "report/progress.hpp"
#include "report/streams.hpp"
#include "run/provenance.hpp"
#include "store/inspect.hpp"
#include "store/output.hpp"
#include "store/study_file.hpp"
#include "system/file.hpp"
#include "system/introduction.hpp"
#include "system/paths.hpp"
#include "system/placement.hpp"

namespace squares {
namespace {

// Where the library for Python is, as seen from the program's own place: as installed, or as built; "" if it is not
// there.
std::string python_library() {
  const std::filesystem::path folder = std::filesystem::path(path_of_program()).parent_path();
  for (const char* libraries : {libraries_from_program, "../lib"}) {
    const auto library = (folder / libraries / "squares/libsquares_python.so").lexically_normal();
    if (leads_to_anything(library)) return library.string();
  }
  return "";
}

// What ranks on this node may use together: a rank alone is often bound to one core. Collective.
CpuSet processors_of_node(const World& world) {
  const Introduction self = introduce(false);
  CpuSet together;
  for (const Introduction& rank : all_gather_introductions(world, self)) {
    if (node_of(rank) == node_of(self)) together |= CpuSet(rank.cpus);
  }
  return together;
}

void refuse_unknown(const std::vector<std::string>& ids) {
  const auto known = lesson();
  for (const std::string& id : ids) {
    if (std::any_of(known.begin(), known.end(), [&](const Claim& claim) { return claim.id == id; })) continue;
    throw Error(Exit::usage, "the lesson has no claim " + id, "the command line", "give P1 to P10, T1 to T9, L1 to L5");
  }
}

// Before anything is timed for it. What is there is read in a process of its own, since it may be damaged.
void refuse_output(const ClaimsOptions& options) {
  const std::string& path = options.output;
  if (path.empty()) return;
  if (!Output(path).exists()) return;
  const auto facts = inspect_any(path);
  const auto* claims = std::get_if<StudyFacts>(&facts);
  if (claims == nullptr || !claims->study.samples.empty()) {
    throw Error(Exit::no_input, "this is no file of claims", path, "give the name of a new one");
  }
  expect_free_name(path, by_force(options.force));
}

void test_and_tell(const Lab& lab, const ClaimsCall& call, bool terminal) {
  const ClaimsOptions& options = call.options;
  ClaimsSetting setting{.host = host_name(),
                        .processors = lab.processors.count(),
                        .python = python_version(options.python),
                        .control = options.control ? 1U : 0U};
  const Stopwatch clock;
  const auto results = test_claims(lab, options.operands, [&](const Claim& claim) {
    if (terminal) say(fmt::format("\r{:>4.0f} s  {:<4}{:<60.60}", clock.seconds(), claim.id, claim.sentence));
  });
  if (terminal) say(fmt::format("\r{:72}\r", ""));
  setting.seconds = clock.seconds();
  const auto keep = [&] {
    if (options.output.empty()) return;
    write_claims(options.output, results, setting, provenance_of(call.command), by_force(options.force));
  };
  keep_and_print(keep,
                 options.json    ? document(claims_json(results, setting))
                 : options.quiet ? ""
                                 : claims_text(results, setting, !options.operands.empty()),
                 options.json);
}

void test_on_master(const World& world, const CpuSet& processors, bool launched, const ClaimsCall& call) {
  const ClaimsOptions& options = call.options;
  refuse_unknown(options.operands);
  refuse_output(options);
  const CpuSet before = CpuSet::of_this_process();
  const CpuSet used = processors.bind() ? processors : before;
  Lab lab = make_lab(used);
  // The budget is divided evenly among about 40 figures and 20 other experiments; seven samples may take longer.
  lab.timing_s = options.budget_s / 60;
  lab.control = options.control;
  lab.python = options.python;
  lab.extension = python_library();
  if (world.size() > 1) {
    lab.ask_by_message = [&world](std::uint64_t block, std::uint32_t times) {
      return ask_by_message(world, block, times);
    };
  }
  if (options.example.empty())
    test_and_tell(lab, call, user_has_terminal(STDERR_FILENO, launched) && !options.quiet);
  else {
    const PlayedExample example = play_example(lab, options.example);
    print(options.json ? document(example_json(example)) : options.quiet ? "" : example_text(example));
  }
}

}  // namespace

Exit claims(const World& world, const Launch& launch, const ClaimsCall& call) {
  const CpuSet processors = processors_of_node(world);
  world.together([&] {
    if (!world.is_master()) return answer_messages(world);
    const auto let_others_go = [&] {
      if (world.size() > 1) end_of_messages(world);
    };
    try {
      test_on_master(world, processors, launch.launched(), call);
    } catch (...) {
      let_others_go();
      throw;
    }
    let_others_go();
  });
  return Exit::done;
}

}  // namespace squares
