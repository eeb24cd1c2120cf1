#include "claims/examples.hpp"

#include <sched.h>

#include <chrono>
#include <functional>
#include <future>
#include <memory>

#include "claims/child.hpp"
#include "core/error.hpp"
#include "core/square.hpp"
#include "core/stopwatch.hpp"
#include "study/computing.hpp"
#include "study/late_server.hpp"

namespace squares {
namespace {

// What one worker of an example does: how many numbers, and the sum of their squares.
struct Task {
  std::string name;
  Range numbers;
  std::function<std::uint64_t()> work;
  CpuSet on{};  // if it is a process: the processor that it is bound to; none: where it likes
};

// What a worker notes about itself, in memory that is shared if it is a process.
struct Notes {
  double began_s = 0, ended_s = 0;
  int processor = -1;
  std::uint64_t sum = 0;
};

void do_and_note(const Task& task, const Stopwatch& clock, Notes& notes) {
  notes.began_s = clock.seconds();
  notes.sum = task.work();
  notes.ended_s = clock.seconds();
  notes.processor = ::sched_getcpu();
}

double alone(const std::vector<Task>& tasks) {
  const Stopwatch clock;
  for (const Task& task : tasks) expect_right(task.work() == added_up(task.numbers), "an example");
  return clock.seconds();
}

void expect_and_fill_in(const std::vector<Task>& tasks, std::span<const Notes> notes, PlayedExample& example) {
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    expect_right(notes[i].sum == added_up(tasks[i].numbers), "an example");
    PlayedWorker& worker = example.workers[i];
    worker.name = tasks[i].name;
    worker.numbers = tasks[i].numbers.count;
    worker.began_s = notes[i].began_s;
    worker.ended_s = notes[i].ended_s;
    worker.processor = notes[i].processor;
  }
}

// Starts a worker for each task, as `start(task, notes)` does, and joins them in their order.
template <class Worker, class Start, class Join>
PlayedExample play(const std::vector<Task>& tasks, std::span<Notes> notes, const Start& start, const Join& join) {
  PlayedExample example{.workers = std::vector<PlayedWorker>(tasks.size()), .alone_s = alone(tasks)};
  const Stopwatch clock;
  std::vector<Worker> workers;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    example.workers[i].started_s = clock.seconds();
    workers.push_back(start(tasks[i], clock, notes[i]));
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    join(workers[i]);
    example.workers[i].joined_s = clock.seconds();
  }
  example.total_s = clock.seconds();
  expect_and_fill_in(tasks, notes, example);
  return example;
}

PlayedExample play_in_threads(const std::vector<Task>& tasks) {
  std::vector<Notes> notes(tasks.size());
  return play<std::future<void>>(
      tasks, notes,
      [](const Task& task, const Stopwatch& clock, Notes& note) {
        return std::async(std::launch::async, [&] { do_and_note(task, clock, note); });
      },
      [](std::future<void>& thread) { thread.get(); });
}

PlayedExample play_in_processes(const std::vector<Task>& tasks) {
  const SharedArray<Notes> notes(tasks.size());
  return play<Child>(
      tasks, notes.all(),
      [](const Task& task, const Stopwatch& clock, Notes& note) {
        return Child([&] {
          if (!task.on.empty()) static_cast<void>(task.on.bind());
          do_and_note(task, clock, note);
        });
      },
      [](Child& child) { child.wait(); });
}

constexpr Range thousand{0, 1000};

PlayedExample ten_threads() {
  std::vector<Task> tasks;
  for (int i = 0; i < 10; ++i)
    tasks.push_back({"thread " + std::to_string(i), thousand, [] { return work_out(thousand, 1); }, {}});
  PlayedExample example = play_in_threads(tasks);
  example.title = "ten threads square 0 to 999 each, are started, then joined";
  return example;
}

PlayedExample a_process_a_processor(const Lab& lab) {
  std::vector<Task> tasks;
  for (std::uint32_t i = 0; i < lab.processors.count(); ++i) {
    tasks.push_back({"process " + std::to_string(i), thousand, [] { return work_out(thousand, 1); }, {}});
  }
  PlayedExample example = play_in_processes(tasks);
  example.title = "as many processes as there are processors square 0 to 999 each";
  return example;
}

PlayedExample equal_parts(const Lab& lab) {
  constexpr Range million{1, 1'000'000};
  std::vector<Task> tasks;
  const std::uint32_t count = lab.processors.count();
  for (std::uint32_t i = 0; i < count; ++i) {
    const Range mine = part(million, i, count);
    tasks.push_back({"process " + std::to_string(i), mine,
                     [mine] {
                       std::vector<std::uint64_t> words(mine.count);
                       return fill_and_sum(Width::narrow, words, mine.first);
                     },
                     lab.processors.slice(i, 1)});
  }
  PlayedExample example = play_in_processes(tasks);
  example.title = "the squares of 1 to 1,000,000 in equal parts, a process a part, on different processors";
  return example;
}

PlayedExample a_thread_a_site() {
  constexpr std::uint32_t sites = 10;
  constexpr std::uint64_t of_a_site = 100;
  LateServer server(sites, std::chrono::milliseconds(20));
  std::vector<std::unique_ptr<LateClient>> clients;
  std::vector<Task> tasks;
  for (std::uint32_t site = 0; site < sites; ++site) {
    clients.push_back(std::make_unique<LateClient>(server.port()));
    const Range numbers{1 + site * of_a_site, of_a_site};
    tasks.push_back({"site " + std::to_string(site),
                     numbers,
                     [client = clients.back().get(), numbers] { return sum_words(client->ask(numbers)); },
                     {}});
  }
  PlayedExample example = play_in_threads(tasks);
  example.title = "squares from ten sites that answer after 20 ms, a thread a site";
  return example;
}

}  // namespace

PlayedExample play_example(const Lab& lab, const std::string& id) {
  PlayedExample example =
      id == "E1"   ? ten_threads()
      : id == "E2" ? a_process_a_processor(lab)
      : id == "E3" ? equal_parts(lab)
      : id == "E4" ? a_thread_a_site()
                   : throw Error(Exit::usage, "the lesson has no example " + id, "--example", "give E1, E2, E3 or E4");
  example.id = id;
  return example;
}

}  // namespace squares
