// The layouts that a study compares.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "record/study.hpp"
#include "system/placement.hpp"

namespace squares {

// A layout, and whether it has more workers than processors: of use where workers wait.
struct StudiedLayout {
  Layout layout;
  bool only_to_wait = false;
};

// The layouts of the first r ranks, r = 1, 2, 4, … and all of them, with 1, 2, 4, … threads: as many as there are
// processors for, and to wait eight times as many. Every r is tried with one thread. One rank with one thread comes
// first: the base case. `of_ranks`: the node of each rank.
std::vector<StudiedLayout> layouts_of(std::span<const NodeName> of_ranks, const Nodes& nodes);

// Where rank `rank` is to run in a layout: on processors of its own, next to those of the rank before it, out of those
// that the launch has given to the ranks of its node together; on all of these where there are not enough.
CpuSet processors_of(std::uint32_t rank, Layout layout, std::span<const Introduction> ranks);

}  // namespace squares
