// The ledger's rows as a table of a file.
#pragma once

#include <tuple>

#include "core/ledger.hpp"
#include "record/description.hpp"

namespace squares {

template <>
struct Description<LedgerRow> {
  static constexpr const char* path = "/blocks";
  static constexpr const char* long_name = "ledger: one row for each block of squares";
  static constexpr const char* dimension = "block";
  static constexpr std::tuple columns{
      Column{"first", &LedgerRow::first, "1", "the first number of the block"},
      Column{"count", &LedgerRow::count, "1", "how many numbers it has"},
      Column{"rank", &LedgerRow::rank, "", "who wrote it; 0 while the block is open"},
      Column{"attempt", &LedgerRow::attempt, "",
             "in which attempt, from 1 (a resumed run has several); 0 while the block is open"},
      Column{"start_s", &LedgerRow::start_s, "s",
             "when computing it began, since the end of that attempt's launch, on that rank's clock"},
      Column{"compute_s", &LedgerRow::compute_s, "s", "from then until the last thread had filled its part"},
      Column{"write_s", &LedgerRow::write_s, "s",
             "how long writing its data took; with `--durable` also putting it onto the disk"},
      Column{"sum", &LedgerRow::sum, "1", "the sum of its stored 64-bit words (of `low` and `high` alike), mod 2⁶⁴"},
      Column{"state", &LedgerRow::state, "", "0 open, 1 done: the data was written before this was"},
      Column{"crc", &LedgerRow::crc, "", "CRC-32C (Castagnoli) of the 60 bytes before it"},
  };
};

}  // namespace squares
