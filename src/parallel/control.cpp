#include "parallel/control.hpp"

#include <numeric>
#include <utility>

namespace squares {
namespace {

constexpr int status_tag = 1;
constexpr int stop_tag = 2;
constexpr double interval_s = 1 / Control::most_reports_per_s;

}  // namespace

Control::Control(const World& world, TrafficMeter& meter, Hooks hooks, int width)
    : world_(world),
      meter_(meter),
      hooks_(std::move(hooks)),
      tree_(world.rank(), world.size(), width),
      below_(static_cast<std::size_t>(tree_.children())),
      open_children_(tree_.children()) {}

void Control::handled(std::uint64_t numbers) {
  mine_ += numbers;
  look();
}

void Control::request_stop() {
  if (wants_stop_) return;
  wants_stop_ = true;
  if (world_.is_master()) {
    stop_all_below();
  } else {
    if (is_sending_) sending_.wait();
    is_sending_ = false;
    tell_parent();
  }
}

bool Control::stop_requested() {
  if (!stopping_ && hooks_.wants_stop()) request_stop();
  look();
  return stopping_;
}

void Control::look() {
  const double now_s = clock_.seconds();
  if (!looks_.is_due(now_s)) return;
  if (!world_.is_master() && !stopping_ && world_.comm().iprobe(tree_.parent(), stop_tag)) {
    world_.comm().recv(tree_.parent(), stop_tag);
    ++meter_.stops.received;
    stop_all_below();
  }
  receive();
  report();
  looks_.looked(now_s, clock_.seconds());
}

Control::Status Control::status() const {
  return {.numbers = std::accumulate(below_.begin(), below_.end(), mine_), .wants_stop = wants_stop_ ? 1U : 0U};
}

void Control::tell_parent() {
  if (is_sending_ && !sending_.test()) return;
  sent_ = status();
  sending_ = world_.start_to_send(tree_.parent(), status_tag, sent_);
  is_sending_ = true;
  ++meter_.progress.sent;
  reported_numbers_ = sent_.numbers;
  last_report_s_ = clock_.seconds();
}

void Control::stop_all_below() {
  if (stopping_) return;
  stopping_ = true;
  for (int child = tree_.first_child(); child < tree_.end_of_children(); ++child) {
    world_.comm().send(child, stop_tag);
    ++meter_.stops.sent;
  }
}

void Control::receive() {
  if (tree_.children() == 0) return;
  while (const auto message = world_.comm().iprobe(boost::mpi::any_source, status_tag)) {
    const auto status = world_.receive<Status>(message->source(), status_tag);
    ++meter_.progress.received;
    below_[static_cast<std::size_t>(message->source() - tree_.first_child())] = status.numbers;
    if (status.is_last != 0) --open_children_;
    if (status.wants_stop != 0) request_stop();
  }
}

void Control::report() {
  if (clock_.seconds() - last_report_s_ < interval_s) return;
  const std::uint64_t numbers = status().numbers;
  if (world_.is_master()) {
    hooks_.show(numbers);
    last_report_s_ = clock_.seconds();
  } else if (numbers != reported_numbers_) {
    tell_parent();
  }
}

bool Control::close() {
  Backoff backoff;
  while (open_children_ > 0) {
    receive();
    if (open_children_ > 0) backoff.pause();
  }
  if (!world_.is_master()) {
    if (is_sending_) sending_.wait();
    Status last = status();
    last.is_last = 1;
    world_.send(tree_.parent(), status_tag, last);
    ++meter_.progress.sent;
  }
  bool stop_was_sent = stopping_;
  world_.broadcast(stop_was_sent);
  if (stop_was_sent && !stopping_) {
    world_.comm().recv(tree_.parent(), stop_tag);
    ++meter_.stops.received;
    stop_all_below();
  }
  return stop_was_sent;
}

}  // namespace squares
