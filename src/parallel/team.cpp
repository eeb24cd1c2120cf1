#include "parallel/team.hpp"

#include <cassert>
#include <string>
#include <system_error>

#include "core/error.hpp"
#include "system/limits.hpp"

namespace squares {

void Team::Task::wait() {
  if (const std::exception_ptr failure = std::exchange(team_, nullptr)->finish()) std::rethrow_exception(failure);
}

Team::Team(std::uint32_t threads) : size_(threads) {
  assert(threads > 0);
  if (is_the_caller()) return;
  threads_.reserve(threads);
  for (std::uint32_t thread = 0; thread < threads; ++thread) {
    try {
      threads_.emplace_back([this, thread](const std::stop_token& stop) { work(stop, thread); });
    } catch (const std::system_error& refused) {
      throw_refused(Exit::bad_launch, "start thread " + std::to_string(thread + 1) + " of " + std::to_string(threads),
                    "--threads", refused.code().value(), Refused::thread, "use fewer threads or ranks");
    }
  }
}

Team::Task Team::start(Job job) {
  if (is_the_caller()) {
    try {
      job(0);
    } catch (...) {
      failure_ = std::current_exception();
    }
    return Task(*this);
  }
  {
    const std::lock_guard lock(mutex_);
    assert(working_ == 0);
    job_ = std::move(job);
    failure_ = nullptr;
    working_ = threads();
    ++jobs_;
  }
  begin_.notify_all();
  return Task(*this);
}

std::exception_ptr Team::finish() {
  std::unique_lock lock(mutex_);
  end_.wait(lock, [this] { return working_ == 0; });
  return std::exchange(failure_, nullptr);
}

void Team::work(const std::stop_token& stop, std::uint32_t thread) {
  std::unique_lock lock(mutex_);
  for (std::uint64_t done = 0;; ++done) {
    if (!begin_.wait(lock, stop, [&] { return jobs_ > done; })) return;
    lock.unlock();
    std::exception_ptr failure;
    try {
      job_(thread);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure && !failure_) failure_ = failure;
    if (--working_ == 0) end_.notify_all();
  }
}

}  // namespace squares
