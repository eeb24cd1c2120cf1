// Steps that go through many blocks.
#pragma once

#include <cstdint>
#include <functional>

#include "core/block_set.hpp"
#include "parallel/control.hpp"
#include "parallel/pipeline.hpp"
#include "run/steps.hpp"

namespace squares {

// Collective. Lets each rank do `work`, which asks control.stop_requested() before each block, and tells it of each
// that it has handled. Meanwhile the master shows how many of `numbers` are done, looks after signals, the deadline and
// the file, and calls `idle` while it waits. False if somebody asked for a stop. Throws AgreedError.
bool in_blocks(const Start& start, const Launched& launched, const Opened& opened, const char* name,
               std::uint64_t numbers, const std::function<void(Control&)>& work, const Idle& idle = {});

// Reads a block of the part. `opened` must outlive it.
BlockStep fetch_from(const Opened& opened);

// Throws Error(io) if the part has lost its name, or another file has got it.
void expect_part_is_there(const PartFile& file, const std::string& part);

std::uint64_t numbers_in(const BlockSet& blocks, const Plan& plan);

}  // namespace squares
