#include "store/schema.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/ledger.hpp"
#include "record/study.hpp"

namespace squares {
namespace {

hid_t u32() { return H5Tcopy(H5T_STD_U32LE); }
hid_t i32() { return H5Tcopy(H5T_STD_I32LE); }
hid_t u64() { return H5Tcopy(H5T_STD_U64LE); }
hid_t f64() { return H5Tcopy(H5T_IEEE_F64LE); }

template <std::size_t N>
hid_t text() {
  return schema::text_type(N).release();
}

using schema::Column;

constexpr std::array block_columns{
    Column{"first", offsetof(LedgerRow, first), u64, "1"},
    Column{"count", offsetof(LedgerRow, count), u64, "1"},
    Column{"rank", offsetof(LedgerRow, rank), u32, ""},
    Column{"attempt", offsetof(LedgerRow, attempt), u32, ""},
    Column{"start_s", offsetof(LedgerRow, start_s), f64, "s"},
    Column{"compute_s", offsetof(LedgerRow, compute_s), f64, "s"},
    Column{"write_s", offsetof(LedgerRow, write_s), f64, "s"},
    Column{"sum", offsetof(LedgerRow, sum), u64, "1"},
    Column{"state", offsetof(LedgerRow, state), u32, ""},
    Column{"crc", offsetof(LedgerRow, crc), u32, ""},
};

constexpr std::array rank_columns{
    Column{"attempt", offsetof(RankReport, attempt), u32, ""},
    Column{"rank", offsetof(RankReport, rank), u32, ""},
    Column{"host", offsetof(RankReport, host), text<sizeof(RankReport::host)>, ""},
    Column{"pid", offsetof(RankReport, pid), u64, ""},
    Column{"threads", offsetof(RankReport, threads), u32, "1"},
    Column{"cpus", offsetof(RankReport, cpus), text<sizeof(RankReport::cpus)>, ""},
    Column{"numa_nodes", offsetof(RankReport, numa_nodes), text<sizeof(RankReport::numa_nodes)>, ""},
    Column{"numbers", offsetof(RankReport, numbers), u64, "1"},
    Column{"blocks", offsetof(RankReport, blocks), u64, "1"},
    Column{"compute_s", offsetof(RankReport, compute_s), f64, "s"},
    Column{"write_s", offsetof(RankReport, write_s), f64, "s"},
    Column{"wait_s", offsetof(RankReport, wait_s), f64, "s"},
    Column{"check_s", offsetof(RankReport, check_s), f64, "s"},
    Column{"cpu_s", offsetof(RankReport, cpu_s), f64, "s"},
    Column{"peak_rss_bytes", offsetof(RankReport, peak_rss_bytes), u64, "bytes"},
};

constexpr std::array thread_columns{
    Column{"attempt", offsetof(ThreadReport, attempt), u32, ""},
    Column{"rank", offsetof(ThreadReport, rank), u32, ""},
    Column{"thread", offsetof(ThreadReport, thread), u32, ""},
    Column{"cpu_first", offsetof(ThreadReport, cpu_first), i32, ""},
    Column{"cpu_last", offsetof(ThreadReport, cpu_last), i32, ""},
    Column{"blocks", offsetof(ThreadReport, blocks), u32, "1"},
    Column{"numbers", offsetof(ThreadReport, numbers), u64, "1"},
    Column{"busy_s", offsetof(ThreadReport, busy_s), f64, "s"},
};

constexpr std::array sample_columns{
    Column{"workload", offsetof(Sample, workload), u32, ""},
    Column{"scaling", offsetof(Sample, scaling), u32, ""},
    Column{"ranks", offsetof(Sample, ranks), u32, "1"},
    Column{"threads", offsetof(Sample, threads), u32, "1"},
    Column{"round", offsetof(Sample, round), u32, ""},
    Column{"tiny", offsetof(Sample, tiny), u32, ""},
    Column{"numbers", offsetof(Sample, numbers), u64, "1"},
    Column{"seconds", offsetof(Sample, seconds), f64, "s"},
    Column{"cpu_s", offsetof(Sample, cpu_s), f64, "s"},
    Column{"load_balance", offsetof(Sample, load_balance), f64, "1"},
};

using schema::ClaimRow;
using schema::FigureRow;

constexpr std::array claim_columns{
    Column{"id", offsetof(ClaimRow, id), text<sizeof(ClaimRow::id)>, ""},
    Column{"verdict", offsetof(ClaimRow, verdict), text<sizeof(ClaimRow::verdict)>, ""},
    Column{"verdict_without_lock", offsetof(ClaimRow, verdict_without_lock),
           text<sizeof(ClaimRow::verdict_without_lock)>, ""},
    Column{"sentence", offsetof(ClaimRow, sentence), text<sizeof(ClaimRow::sentence)>, ""},
    Column{"experiment", offsetof(ClaimRow, experiment), text<sizeof(ClaimRow::experiment)>, ""},
    Column{"why", offsetof(ClaimRow, why), text<sizeof(ClaimRow::why)>, ""},
    Column{"seconds", offsetof(ClaimRow, seconds), f64, "s"},
};

constexpr std::array figure_columns{
    Column{"claim", offsetof(FigureRow, claim), text<sizeof(FigureRow::claim)>, ""},
    Column{"name", offsetof(FigureRow, name), text<sizeof(FigureRow::name)>, ""},
    Column{"unit", offsetof(FigureRow, unit), text<sizeof(FigureRow::unit)>, ""},
    Column{"value", offsetof(FigureRow, value), f64, ""},
    Column{"low", offsetof(FigureRow, low), f64, ""},
    Column{"high", offsetof(FigureRow, high), f64, ""},
    Column{"confidence", offsetof(FigureRow, confidence), f64, "1"},
    Column{"samples", offsetof(FigureRow, samples), u64, "1"},
};

}  // namespace

namespace schema {

const Table& blocks_table() {
  static constexpr Table table{blocks, "ledger: one row for each block of squares", "block", sizeof(LedgerRow),
                               block_columns};
  return table;
}

const Table& ranks_table() {
  static constexpr Table table{ranks, "ranks: one row for each rank of each attempt", "rank", sizeof(RankReport),
                               rank_columns};
  return table;
}

const Table& threads_table() {
  static constexpr Table table{threads, "threads: one row for each thread of each rank of each attempt", "thread",
                               sizeof(ThreadReport), thread_columns};
  return table;
}

const Table& samples_table() {
  static constexpr Table table{samples, "samples: one row for each timing", "sample", sizeof(Sample), sample_columns};
  return table;
}

const Table& claims_table() {
  static constexpr Table table{claims, "claims: one row for each sentence of the lesson", "claim", sizeof(ClaimRow),
                               claim_columns};
  return table;
}

const Table& figures_table() {
  static constexpr Table table{figures, "figures: one row for each figure of each claim", "figure", sizeof(FigureRow),
                               figure_columns};
  return table;
}

Handle row_type(const Table& table) {
  Handle type(H5Tcreate(H5T_COMPOUND, table.row_bytes), H5Tclose);
  for (const Column& column : table.columns) {
    const Handle member(column.type(), H5Tclose);
    H5Tinsert(type, column.name, column.offset, member);
  }
  return type;
}

Handle square_type(Width width) {
  if (width == Width::narrow) return {u64(), H5Tclose};
  Handle type(H5Tcreate(H5T_COMPOUND, sizeof(Square)), H5Tclose);
  H5Tinsert(type, "low", offsetof(Square, low), H5T_STD_U64LE);
  H5Tinsert(type, "high", offsetof(Square, high), H5T_STD_U64LE);
  return type;
}

Handle text_type(std::size_t bytes) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, std::max<std::size_t>(bytes, 1));
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

}  // namespace schema
}  // namespace squares
