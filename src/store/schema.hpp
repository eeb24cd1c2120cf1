// Schema 1: the names and types of everything in a file of squares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/square.hpp"
#include "record/measurement.hpp"
#include "store/handle.hpp"

namespace squares::schema {

constexpr const char* name = "squares";
constexpr const char* study_name = "squares study";
constexpr const char* claims_name = "squares claims";
constexpr std::uint32_t version = 1;

constexpr const char* squares = "/squares";
constexpr const char* blocks = "/blocks";
constexpr const char* ranks = "/ranks";
constexpr const char* threads = "/threads";
constexpr const char* run = "/run";
// Of a study's file.
constexpr const char* samples = "/samples";
constexpr const char* study = "/study";
// Of claims, in a study's file or in one of their own.
constexpr const char* claims = "/claims";
constexpr const char* figures = "/figures";
constexpr const char* lesson = "/lesson";

struct ClaimRow {
  FixedText<8> id;
  FixedText<16> verdict;
  FixedText<16> verdict_without_lock;  // "" where a lock does not matter
  FixedText<128> sentence;
  FixedText<384> experiment;
  FixedText<256> why;
  double seconds = 0;
};

struct FigureRow {
  FixedText<8> claim;
  FixedText<96> name;
  FixedText<8> unit;
  double value = 0;
  double low = 0;  // NaN where there is no interval
  double high = 0;
  double confidence = 0;
  std::uint64_t samples = 0;
};

// A column of a table: a member of the C++ struct and of the stored compound alike.
struct Column {
  const char* name;
  std::size_t offset;
  hid_t (*type)();   // a new type, to be closed
  const char* unit;  // "" for columns that have none
};

// A table: its columns tile the struct, so that rows in memory are rows in the file.
struct Table {
  const char* path;
  const char* long_name;
  const char* dimension;
  std::size_t row_bytes;
  std::span<const Column> columns;
};

const Table& blocks_table();
const Table& ranks_table();
const Table& threads_table();
const Table& samples_table();
const Table& claims_table();
const Table& figures_table();

// Calls visit(name, text) for all that a provenance tells: attributes of /run, /study and /lesson.
void each_text(auto& provenance, const auto& visit) {
  visit("squares_version", provenance.squares_version);
  visit("command", provenance.command);
  visit("created", provenance.created);
  visit("mpi_version", provenance.mpi_version);
  visit("hdf5_version", provenance.hdf5_version);
  visit("boost_version", provenance.boost_version);
  visit("compiler", provenance.compiler);
  visit("slurm_job", provenance.slurm_job);
}

Handle row_type(const Table& table);
// u64, or the compound {low u64, high u64}
Handle square_type(Width width);
// UTF-8 of a fixed length, padded with zeros
Handle text_type(std::size_t bytes);

}  // namespace squares::schema
