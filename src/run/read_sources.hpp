// Where blocks that are read back come from: looked at before they are read, and with Verify::disk insisted on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "record/read_sources.hpp"
#include "run/steps.hpp"
#include "system/page_cache.hpp"

namespace squares {

// What a rank is going to read: some of the blocks first..last.
struct ToRead {
  std::optional<std::uint64_t> first;  // none: nothing
  std::uint64_t last = 0;
  bool from_other_node = false;  // they were written there
};

// Where that comes from.
struct Source {
  Medium medium = Medium::unknown;
  bool from_other_node = false;
  std::optional<double> cached;  // the share of it that is in this node's page cache; none: not known
};

// Collective, before any of it is read. With Verify::disk the file leaves the page cache first; throws AgreedError with
// Exit::io where a block would come from there nevertheless, or that is not known.
Source look_before_reading(const Start& start, const Launched& launched, const Opened& opened, const ToRead& to_read);

// Collective: of so many bytes that this rank has read, those of all ranks.
ReadSources bytes_of_all(const World& world, const Source& source, std::uint64_t bytes);

// Throws Error(cannot_create) where values that are stored in `output` could be read on one node from its memory only,
// or from nobody knows where.
void expect_disk_below(const std::string& output);

}  // namespace squares
