// What a node writes into a file that all nodes share, and reads of what another has written there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/buffer.hpp"
#include "nodes/processor_sample.hpp"
#include "record/nodes.hpp"
#include "system/file.hpp"

namespace squares {

// Of the leader of each node, into samples of kind "nodes" (store/output.hpp).
class StorageSamples {
 public:
  // The file is there. Throws Error(io).
  StorageSamples(std::string output, std::uint32_t node);

  // How many there are for these nodes.
  static std::uint32_t files(std::uint32_t nodes);

  // One process's alone: the shared file, with room for all nodes. Throws Error(cannot_create).
  [[nodiscard]] static PassingFile make_file(const std::string& output, std::uint32_t nodes);

  // Blocks of squares, and then a sync.
  RankTiming write(std::uint32_t round);
  // What `writer` has written in this round. As much of it as can be is taken out of this node's page cache before, and
  // what is left there is told.
  RankTiming read(std::uint32_t round, std::uint32_t writer, std::optional<WrongValue>& wrong);
  // Small files, one after the other.
  [[nodiscard]] RankTiming create() const;

 private:
  std::string output_;
  std::uint32_t node_;
  RawFile file_;
  Buffer memory_;
};

}  // namespace squares
