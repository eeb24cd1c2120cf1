// An HTTP server on loopback that knows squares and takes its time to answer: what it is like to wait for a web site.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/range.hpp"

namespace squares {

class LateServer {
 public:
  static constexpr std::uint64_t most_numbers = 1U << 20;  // that a request may ask for

  // Answers each request `late` after it came, up to `clients` of them at the same time. Throws Error(io) if it cannot
  // listen.
  LateServer(std::uint32_t clients, std::chrono::microseconds late);
  LateServer(const LateServer&) = delete;
  LateServer& operator=(const LateServer&) = delete;
  ~LateServer();

  [[nodiscard]] int port() const;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

// One thread's connection to it.
class LateClient {
 public:
  // Connects, and is greeted. One after the other: the server has room for five that knock at the same time, and the
  // sixth would knock again after a second. Throws Error(io).
  explicit LateClient(int port);
  LateClient(const LateClient&) = delete;
  LateClient& operator=(const LateClient&) = delete;
  ~LateClient();

  // Waits for the squares of `range`. Throws Error(io) if there is no answer.
  std::vector<std::uint64_t> ask(Range range);

 private:
  struct Client;
  std::unique_ptr<Client> client_;
};

}  // namespace squares
