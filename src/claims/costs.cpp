// P8 to P10, T3 and T5: what processes and threads cost.
#include <fmt/format.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <latch>
#include <optional>
#include <thread>
#include <vector>

#include "claims/child.hpp"
#include "claims/conversation.hpp"
#include "claims/lab.hpp"
#include "core/comparison.hpp"
#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "record/description.hpp"
#include "system/limits.hpp"
#include "system/usage.hpp"

namespace squares {
namespace {

constexpr std::size_t heavy_stack = 32U << 20;  // bytes, of a control's threads

// From the call until the first thing that the new thread does, and until it has been joined.
struct Start {
  double first_s = 0;
  double whole_s = 0;
};

[[noreturn]] void no_thread(int error) {
  throw_refused(Exit::io, "start a thread", "claims", error, Refused::thread, "try again later");
}

Start start_thread() {
  Start start;
  const Stopwatch clock;
  std::jthread([&] { start.first_s = clock.seconds(); }).join();
  start.whole_s = clock.seconds();
  return start;
}

// A thread with a large stack of which every page is there before it begins.
Start start_heavy_thread() {
  struct Seen {
    Stopwatch clock;
    double first_s = 0;
  } seen;
  void* const stack = ::mmap(nullptr, heavy_stack, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) no_thread(errno);
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstack(&attributes, stack, heavy_stack);
  pthread_t thread = 0;
  const auto note = [](void* at) -> void* {
    static_cast<Seen*>(at)->first_s = static_cast<Seen*>(at)->clock.seconds();
    return nullptr;
  };
  const int failed = ::pthread_create(&thread, &attributes, note, &seen);
  ::pthread_attr_destroy(&attributes);
  if (failed != 0) no_thread(failed);
  ::pthread_join(thread, nullptr);
  ::munmap(stack, heavy_stack);
  return {seen.first_s, seen.clock.seconds()};
}

Start start_process() {
  const SharedArray<double> first_s(1);
  const Stopwatch clock;  // the clock is the same for all processes of the system
  Child([&] { first_s[0] = clock.seconds(); }).wait();
  return {first_s[0], clock.seconds()};
}

// None where it cannot be started.
std::optional<double> start_program_s() {
  const Stopwatch clock;
  pid_t pid = 0;
  std::array<char*, 2> arguments{const_cast<char*>("true"), nullptr};
  if (::posix_spawnp(&pid, "true", nullptr, nullptr, arguments.data(), environ) != 0) return std::nullopt;
  ::waitpid(pid, nullptr, 0);
  return clock.seconds();
}

// A start's time by a process and by a thread, in the given sense, and the one over the other.
void compare_starts(const Lab& lab, Member<Start, double> sense, const std::string& what, ClaimResult& result) {
  std::vector<double> process_s, thread_s;
  const auto time_process = [&] { return process_s.emplace_back(start_process().*sense); };
  const auto over = ratios(lab, time_process, [&] {
    const Start start = lab.control ? start_heavy_thread() : start_thread();
    return thread_s.emplace_back(start.*sense);
  });
  result.figures = {figure_of(what + ", process over thread", "1", over),
                    figure_of(what + ", a process", "s", process_s), figure_of(what + ", a thread", "s", thread_s)};
}

void p8_slower_start(const Lab& lab, ClaimResult& result) {
  compare_starts(lab, &Start::first_s, "time to start", result);
  std::vector<double> programs;
  for (int time = 0; time < 7; ++time) {
    if (const auto seconds = start_program_s()) programs.push_back(*seconds);
  }
  if (!programs.empty())
    result.figures.push_back(figure_of("to start a program (true) and wait for it", "s", programs));
  result.verdict = above(1, result.figures.front());
}

void t3_faster_start(const Lab& lab, ClaimResult& result) {
  compare_starts(lab, &Start::whole_s, "time to start and join", result);
  result.verdict = above(1, result.figures.front());
}

constexpr std::uint32_t idle_workers = 8;
constexpr std::size_t heavy_bytes = 4U << 20;  // that each of a control's threads has touched

// What a worker needs that does nothing, in bytes of this system's memory.
double memory_of_a_process() {
  const SharedArray<double> each(1);
  in_child([&] {
    const std::uint64_t before = proportional_bytes(::getpid());
    std::vector<Child> children;
    for (std::uint32_t i = 0; i < idle_workers; ++i) children.emplace_back([] { ::pause(); });
    std::uint64_t after = proportional_bytes(::getpid());
    for (const Child& child : children) after += proportional_bytes(child.pid());
    each[0] = (static_cast<double>(after) - static_cast<double>(before)) / idle_workers;
  });
  return each[0];
}

double memory_of_a_thread(bool heavy) {
  const SharedArray<double> each(1);
  in_child([&] {  // a process of its own, which has no stacks of former threads
    const std::uint64_t before = proportional_bytes(::getpid());
    std::latch there(idle_workers), looked(1);
    std::vector<std::jthread> threads;
    for (std::uint32_t i = 0; i < idle_workers; ++i) {
      threads.emplace_back([&] {
        const std::vector<char> more(heavy ? heavy_bytes : 0);
        asm volatile("" : : "r"(more.data()) : "memory");
        there.count_down();
        looked.wait();
      });
    }
    there.wait();
    each[0] = (static_cast<double>(proportional_bytes(::getpid())) - static_cast<double>(before)) / idle_workers;
    looked.count_down();
  });
  return each[0];
}

constexpr const char* no_figures_of_memory = "/proc does not tell a process's share of memory (smaps_rollup)";

void p9_more_memory(const Lab& lab, ClaimResult& result) {
  if (proportional_bytes(::getpid()) == 0) {
    result.why = no_figures_of_memory;
    return;
  }
  std::vector<double> process_bytes, thread_bytes;
  const auto over = ratios(
      lab, [&] { return process_bytes.emplace_back(memory_of_a_process()); },
      [&] { return thread_bytes.emplace_back(memory_of_a_thread(lab.control)); });
  const Child idle([] { ::pause(); });
  result.figures = {figure_of("memory of an idle worker, process over thread", "1", over),
                    figure_of("memory of a process (PSS and page tables)", "bytes", process_bytes),
                    figure_of("memory of a thread (PSS and page tables)", "bytes", thread_bytes),
                    {"RSS of a process, most of it shared", "bytes", static_cast<double>(resident_bytes(idle.pid()))}};
  result.verdict = above(1, result.figures.front());
}

void t5_light(const Lab& lab, ClaimResult& result) {
  if (proportional_bytes(::getpid()) == 0) {
    result.why = no_figures_of_memory;
    return;
  }
  constexpr double little = 128 << 10;  // bytes
  const auto bytes = times_of(lab, [&] { return memory_of_a_thread(lab.control); });
  result.figures = {figure_of("memory of an idle thread (PSS and page tables)", "bytes", bytes),
                    {"what is called little here: less than", "bytes", little}};
  result.verdict = below(little, result.figures.front());
}

void p10_dearer_communication(const Lab& lab, ClaimResult& result) {
  // On one processor: what it takes to wake another one from its idleness would hide the rest.
  const OnOneProcessor bound(lab, true);
  Conversation by_memory(Conversation::Between::processes, Conversation::Means::variable);
  Conversation by_pipe(Conversation::Between::processes, Conversation::Means::pipe);
  Conversation by_thread(Conversation::Between::threads, Conversation::Means::variable);
  Conversation thread_pipe(Conversation::Between::threads, Conversation::Means::pipe);
  std::vector<double> memory_s, pipe_s, threads_s;
  const auto over = [&](Conversation& of_processes, std::vector<double>& processes_s, Conversation& of_threads,
                        std::vector<double>& of_threads_s) {
    const auto ask_process = [&] { return processes_s.emplace_back(of_processes.ask()); };
    return ratios(lab, ask_process, [&] { return of_threads_s.emplace_back(of_threads.ask()); });
  };
  const auto by_a_pipe = over(by_pipe, pipe_s, by_thread, threads_s);
  const Figure pipes = figure_of("a block of squares asked by a pipe, processes over threads by a variable", "1",
                                 by_a_pipe),
               memory = figure_of("the same by memory that processes share, over threads by a variable", "1",
                                  over(by_memory, memory_s, by_thread, threads_s));
  result.figures = {pipes, memory, figure_of("between threads: a shared variable", "s", threads_s),
                    figure_of("between processes: a pipe", "s", pipe_s),
                    figure_of("between processes: memory shared on request", "s", memory_s)};
  if (lab.ask_by_message) {
    const std::vector<double> message_s = lab.ask_by_message(Conversation::block.count, 50);
    const Comparison messages = compare_times(threads_s, message_s);
    result.figures.push_back({"the same by an MPI message, over threads by a variable", "1", messages.ratio,
                              messages.interval, message_s.size()});
    result.figures.push_back(figure_of("between processes: an MPI message", "s", message_s));
  }
  if (lab.control) {
    std::vector<double> thread_pipe_s;
    result.figures.insert(result.figures.begin(),
                          figure_of("a block of squares asked by shared memory, processes over threads by a pipe", "1",
                                    over(by_memory, memory_s, thread_pipe, thread_pipe_s)));
  } else {
    result.why = fmt::format("the verdict is of pipes, which is how processes talk; of memory that they share: {}",
                             to_text(above(1, memory)));
  }
  result.verdict = above(1, result.figures.front());
}

constexpr std::array experiments{
    Experiment{"P8", "A process and a thread are started by turns: until the first thing that each does.",
               "a thread with 32 MiB of stack that are there from the start", Needs::little_but_quiet, p8_slower_start},
    Experiment{"P9", "Eight idle processes and eight idle threads: what the system's memory has less.",
               "each thread has touched 4 MiB", Needs::little, p9_more_memory},
    Experiment{"P10",
               "On one processor a block of 62,500 squares is asked from another thread, and in two ways from another "
               "process.",
               "threads talk by pipe, processes by shared memory", Needs::little_but_quiet, p10_dearer_communication},
    Experiment{"T3", "A thread and a process are started and waited for by turns.",
               "a thread with 32 MiB of stack that are there from the start", Needs::little_but_quiet, t3_faster_start},
    Experiment{"T5", "Eight idle threads: what the system's memory has less.", "each thread has touched 4 MiB",
               Needs::little, t5_light},
};

}  // namespace

std::span<const Experiment> experiments_on_costs() { return experiments; }

}  // namespace squares
