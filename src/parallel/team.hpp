// A team of threads that lives as long as the run and does one job after another.
//
// A team of one is its caller: a thread beside it would only take turns with it, and fetch what it has computed out of
// another processor's cache.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace squares {

class Team {
 public:
  // Called once by each thread of the team, with its number.
  using Job = std::function<void(std::uint32_t thread)>;

  // A job under way. What the job touches must outlive it; its destructor waits.
  class Task {
   public:
    explicit Task(Team& team) : team_(&team) {}
    Task(Task&& other) noexcept : team_(std::exchange(other.team_, nullptr)) {}
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    Task& operator=(Task&&) = delete;
    ~Task() {
      if (team_ != nullptr) team_->finish();
    }
    // Until every thread is done; throws what the first failing thread threw.
    void wait();

   private:
    Team* team_;
  };

  // Throws Error(bad_launch) if the system refuses so many threads.
  explicit Team(std::uint32_t threads);
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  ~Team() = default;

  [[nodiscard]] std::uint32_t threads() const { return size_; }
  // Whether start() does the whole job before it returns.
  [[nodiscard]] bool is_the_caller() const { return size_ == 1; }

  // At most one task at a time.
  [[nodiscard]] Task start(Job job);

 private:
  std::exception_ptr finish();
  void work(const std::stop_token& stop, std::uint32_t thread);

  std::uint32_t size_;
  std::mutex mutex_;
  std::condition_variable_any begin_;
  std::condition_variable end_;
  Job job_;
  std::uint64_t jobs_ = 0;     // started so far; a thread that has done fewer has work
  std::uint32_t working_ = 0;  // threads that have yet to end the current job
  std::exception_ptr failure_;
  std::vector<std::jthread> threads_;  // last, so that they are stopped and joined first
};

}  // namespace squares
