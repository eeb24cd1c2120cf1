// Who speaks with whom where many ranks cannot all speak with the master: a tree whose root it is.
#pragma once

#include <algorithm>
#include <cstdint>

namespace squares {

// The most ranks that one speaks with, beside the one above it. 100,000 ranks are three steps from the master at most.
constexpr int widest_tree = 64;

class Tree {
 public:
  constexpr Tree(int rank, int size, int width = widest_tree) : rank_(rank), size_(size), width_(width) {}

  // Of a rank that is not the master.
  [[nodiscard]] constexpr int parent() const { return (rank_ - 1) / width_; }
  // The ranks first_child() … end_of_children() − 1, if there are any.
  [[nodiscard]] constexpr int first_child() const { return child(1); }
  [[nodiscard]] constexpr int end_of_children() const { return child(1 + std::int64_t{width_}); }
  [[nodiscard]] constexpr int children() const { return end_of_children() - first_child(); }

 private:
  [[nodiscard]] constexpr int child(std::int64_t number) const {
    return static_cast<int>(std::min<std::int64_t>(std::int64_t{rank_} * width_ + number, size_));
  }

  int rank_;
  int size_;
  int width_;
};

}  // namespace squares
