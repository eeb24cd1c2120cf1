// A run that stops early: everything done so far stays, and all ranks leave with Exit::stopped.
#pragma once

#include "run/steps.hpp"

namespace squares {

// Collective, both. While the blocks of an earlier attempt were being compared.
[[noreturn]] void stop_before_attempt(const Start& start, const Launched& launched, const Opened& opened);
// While blocks were computed or read back: the reports of this attempt stay, too.
[[noreturn]] void stop_attempt(const Start& start, const Launched& launched, const Opened& opened,
                               const Resumed& resumed, const Stored& stored);

}  // namespace squares
