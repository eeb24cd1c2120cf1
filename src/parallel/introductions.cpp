#include "parallel/introductions.hpp"

#include <span>

#include "system/bytes.hpp"

namespace squares {
namespace {

// All members, in the same order when they are sent and when they are received.
void each_member(auto& introduction, const auto& visit) {
  visit(introduction.host);
  visit(introduction.node);
  visit(introduction.pid);
  visit(introduction.allowed);
  visit(introduction.processors);
  visit(introduction.cores);
  visit(introduction.mpi);
  visit(introduction.cpus);
  visit(introduction.numa);
}

// What all ranks have sent, one behind the other.
Bytes gather_bytes(const World& world, const Introduction& mine) {
  BytesOut out;
  each_member(mine, [&](const auto& member) { out.put(member); });
  return world.gather_all(std::span<const std::byte>(out.bytes()));
}

std::vector<Introduction> unpack(const Bytes& bytes, int ranks) {
  std::vector<Introduction> introductions(static_cast<std::size_t>(ranks));
  BytesIn in(bytes);
  for (Introduction& one : introductions) each_member(one, [&](auto& member) { in.get(member); });
  return introductions;
}

}  // namespace

std::vector<Introduction> gather_introductions(const World& world, const Introduction& mine) {
  const Bytes bytes = gather_bytes(world, mine);
  return world.is_master() ? unpack(bytes, world.size()) : std::vector<Introduction>();
}

std::vector<Introduction> all_gather_introductions(const World& world, const Introduction& mine) {
  Bytes bytes = gather_bytes(world, mine);
  world.broadcast(bytes);
  return unpack(bytes, world.size());
}

}  // namespace squares
