// One pair of nodes: how late a short message is, and how fast squares go from each to the other.
#pragma once

#include <cstdint>
#include <vector>

#include "core/buffer.hpp"
#include "nodes/place.hpp"
#include "nodes/wrong_words.hpp"
#include "parallel/world.hpp"
#include "record/nodes.hpp"

namespace squares {

class LinkSamples {
 public:
  LinkSamples(const World& world, const NodePlace& place);

  // Collective over the leaders of this node and of `peer`: first the one with the lower number sends, then the other.
  // Every word is compared where it arrives. Returns this node's way to `peer`; `wrong` gets what came from there.
  LinkSample measure(std::uint32_t peer, std::uint32_t round, std::vector<WrongValue>& wrong);

 private:
  void send_all(LinkSample& sample, std::vector<WrongValue>& wrong);
  void answer_all(const LinkSample& sample, std::vector<WrongValue>& wrong);
  void ping(LinkSample& sample, std::vector<WrongValue>& wrong);
  void answer_pings(int peer);
  void transfer(LinkSample& sample);
  void receive_transfers(const LinkSample& sample, std::vector<WrongValue>& wrong);

  void send(int peer, std::uint64_t word) const;
  [[nodiscard]] std::uint64_t receive(int peer) const;

  const World& world_;
  const NodePlace& place_;
  Buffer memory_;
};

}  // namespace squares
