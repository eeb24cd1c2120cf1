#include "job/array.hpp"

#include <fmt/format.h>

#include "core/parse.hpp"
#include "report/streams.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

std::string covering(const Range& range) { return fmt::format("{}..{}", range.first, range.last()); }

std::string verdict_by_hand(const ArrayWork& work) {
  std::string line = "squares verify --covers " + covering(work.whole);
  for (std::uint64_t task = 1; task <= work.parts; ++task) line += " " + quoted_file(work.file_of(task));
  return line;
}

}  // namespace

std::string ArrayWork::file_of(std::uint64_t task) const {
  const std::string end = output.ends_with(".h5") ? ".h5" : "";
  return output.substr(0, output.size() - end.size()) + "-" + std::to_string(task) + ".h5";
}

ArrayWork array_work(const Range& whole, const std::string& output, const ArrayTask& task, const std::string& parts) {
  ArrayWork work{whole, parts.empty() ? task.last : parse_integer(parts, "the environment, PARTS"), output};
  if (task.number == 0 || task.number > work.parts || work.parts > whole.count) {
    throw Error(Exit::usage,
                fmt::format("task {} of {} parts of {} numbers makes no sense", task.number, work.parts, whole.count),
                "sbatch --array", "number the tasks from 1 on, such as --array=1-8, and give each a number at least");
  }
  return work;
}

void submit_verdict(const ArrayWork& work, const SlurmJob& job, const std::vector<std::string>& arguments,
                    const Variables& variable) {
  try {
    if (job.script.empty()) throw Error(Exit::bad_launch, "the script does not tell where it lies", "", "");
    std::vector<std::string> words = options_like_this_job(variable, time_limit(job));
    // Options override those at the top of the script: the verdict is no array.
    words.insert(words.end(), {"--dependency=afterany:" + job.task->array, "--job-name=squares-verdict",
                               "--output=%x-%j.out", "--array=", job.script});
    words.insert(words.end(), arguments.begin(), arguments.end());
    const std::string number = submit(words, {{"SQUARES_VERDICT", "yes"}, {"PARTS", std::to_string(work.parts)}});
    say(fmt::format("squares job: when all tasks have ended, job {} judges their files\n", number));
  } catch (const Error& error) {
    say(fmt::format("squares: warning: there is no job for the verdict ({}): when all tasks have ended, {}\n",
                    error.what(), verdict_by_hand(work)));
  }
}

}  // namespace squares
