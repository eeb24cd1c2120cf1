#include "parallel/control.hpp"

#include <numeric>

namespace squares {
namespace {

constexpr int status_tag = 1;
constexpr int stop_tag = 2;
constexpr double interval_s = 0.2;

}  // namespace

Control::Control(const World& world, Hooks hooks)
    : world_(world),
      hooks_(std::move(hooks)),
      numbers_(world.is_master() ? static_cast<std::size_t>(world.size()) : 0) {}

void Control::handled(std::uint64_t numbers) {
  mine_.numbers += numbers;
  if (world_.is_master()) {
    service();
  } else if (clock_.seconds() - last_report_s_ >= interval_s) {
    tell_master();
  }
}

void Control::request_stop() {
  if (mine_.wants_stop != 0) return;
  mine_.wants_stop = 1;
  if (world_.is_master()) {
    tell_all_to_stop();
  } else {
    if (is_sending_) sending_.wait();
    is_sending_ = false;
    tell_master();
  }
}

bool Control::stop_requested() {
  if (!stopping_ && hooks_.wants_stop()) request_stop();
  if (!world_.is_master() && !stopping_ && world_.comm().iprobe(0, stop_tag)) {
    world_.comm().recv(0, stop_tag);
    stopping_ = true;
  }
  return stopping_;
}

void Control::tell_master() {
  if (is_sending_ && !sending_.test()) return;
  sent_ = mine_;
  sending_ = world_.start_to_send(0, status_tag, sent_);
  is_sending_ = true;
  ++sent_count_;
  last_report_s_ = clock_.seconds();
}

void Control::tell_all_to_stop() {
  if (stopping_) return;
  stopping_ = true;
  for (int rank = 1; rank < world_.size(); ++rank) world_.comm().send(rank, stop_tag);
}

void Control::service() {
  static_cast<void>(stop_requested());  // notices what this rank wants
  if (!world_.is_master()) return;
  while (const auto message = world_.comm().iprobe(boost::mpi::any_source, status_tag)) {
    const auto status = world_.receive<Status>(message->source(), status_tag);
    ++received_;
    numbers_[static_cast<std::size_t>(message->source())] = status.numbers;
    if (status.wants_stop != 0) tell_all_to_stop();
  }
  if (clock_.seconds() - last_report_s_ >= interval_s) {
    numbers_[0] = mine_.numbers;
    hooks_.show(std::accumulate(numbers_.begin(), numbers_.end(), std::uint64_t{0}));
    last_report_s_ = clock_.seconds();
  }
}

bool Control::close() {
  const std::uint64_t expected = world_.sum(sent_count_);
  while (world_.is_master() && received_ < expected) service();
  if (is_sending_) sending_.wait();
  bool stop_was_sent = stopping_;
  world_.broadcast(stop_was_sent);
  if (stop_was_sent && !stopping_) {
    world_.comm().recv(0, stop_tag);
    stopping_ = true;
  }
  return stop_was_sent;
}

}  // namespace squares
