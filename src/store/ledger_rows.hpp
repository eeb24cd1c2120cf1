// The blocks of a file that are done, as the rows of its ledger say, one after the other.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/ledger.hpp"
#include "system/raw_file.hpp"

namespace squares {

// Calls visit(block, row) for each block that is done. Reads the file at `path`, whose ledger begins at `offset`.
template <class Visit>
void each_done_row(const std::string& path, std::uint64_t offset, std::uint64_t blocks, const Visit& visit) {
  constexpr std::uint64_t at_once = 65536;
  const RawFile file(path);
  std::vector<LedgerRow> rows;
  for (std::uint64_t first = 0; first < blocks; first += rows.size()) {
    rows.resize(std::min(at_once, blocks - first));
    file.read(offset + first * sizeof(LedgerRow), std::as_writable_bytes(std::span(rows)));
    for (std::uint64_t i = 0; i < rows.size(); ++i) {
      if (rows[i].state == BlockState::done && holds(rows[i])) visit(first + i, rows[i]);
    }
  }
}

}  // namespace squares
