#include "study/late_server.hpp"

#include <httplib.h>

#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "core/square.hpp"
#include "system/limits.hpp"
#include "system/loopback.hpp"

namespace squares {
namespace {

constexpr const char* loopback = "127.0.0.1";

[[noreturn]] void fail(const std::string& what, int port) {
  const int error = error_of_loopback();
  const std::string limit = limit_in_the_way(error, Refused::file);
  throw Error(Exit::io, error == 0 ? what : what + ": " + std::strerror(error),
              std::string(loopback) + ":" + std::to_string(port), limit.empty() ? loopback_remedy : limit);
}

// The server's pool of threads cannot say that the system has no room for them. Throws std::system_error.
void expect_room_for(std::uint32_t threads) {
  std::vector<std::jthread> at_once;
  for (std::uint32_t thread = 0; thread < threads; ++thread) {
    at_once.emplace_back([](const std::stop_token& stop) {
      while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
  }
}

// Anybody on this machine may ask.
void answer(const httplib::Request& request, httplib::Response& response) {
  const Range range{std::stoull(request.matches[1]), std::stoull(request.matches[2])};
  if (range.count > LateServer::most_numbers) {
    response.status = 400;
    return;
  }
  std::vector<std::uint64_t> words(range.count);
  fill_squares(Width::narrow, words, range.first);
  std::string body(words.size() * sizeof(std::uint64_t), '\0');
  std::memcpy(body.data(), words.data(), body.size());
  response.set_content(body, "application/octet-stream");
}

}  // namespace

struct LateServer::Server {
  httplib::Server http;
  int port = 0;
  std::atomic<bool> ended = false;
  std::jthread thread;
};

LateServer::LateServer(std::uint32_t clients, std::chrono::microseconds late) : server_(std::make_unique<Server>()) {
  expect_room_for(clients + 2);
  httplib::Server& http = server_->http;
  // A connection keeps a thread of the pool for as long as it lives.
  http.new_task_queue = [clients] { return new httplib::ThreadPool(clients + 1); };
  http.set_tcp_nodelay(true);
  http.set_keep_alive_max_count(std::size_t{1} << 30);
  http.Get(R"(/squares/(\d{1,9})/(\d{1,9}))", [late](const httplib::Request& request, httplib::Response& response) {
    std::this_thread::sleep_for(late);
    answer(request, response);
  });
  http.Get("/hello", [](const httplib::Request&, httplib::Response&) {});
  server_->port = http.bind_to_any_port(loopback);
  if (server_->port < 0) fail("cannot listen", 0);
  server_->thread = std::jthread([this] {
    server_->http.listen_after_bind();
    server_->ended = true;
  });
  while (!http.is_running()) {
    if (server_->ended) fail("cannot listen", server_->port);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

LateServer::~LateServer() { server_->http.stop(); }

int LateServer::port() const { return server_->port; }

struct LateClient::Client {
  httplib::Client http;
  int port;
};

LateClient::LateClient(int port) : client_(new Client{httplib::Client(loopback, port), port}) {
  client_->http.set_keep_alive(true);
  client_->http.set_tcp_nodelay(true);
  const auto greeted = client_->http.Get("/hello");
  if (!greeted || greeted->status != 200) fail("the server does not answer", port);
}

LateClient::~LateClient() = default;

std::vector<std::uint64_t> LateClient::ask(Range range) {
  const auto answer = client_->http.Get("/squares/" + std::to_string(range.first) + "/" + std::to_string(range.count));
  if (!answer || answer->status != 200) fail("the server does not answer", client_->port);
  std::vector<std::uint64_t> words(answer->body.size() / sizeof(std::uint64_t));
  std::memcpy(words.data(), answer->body.data(), words.size() * sizeof(std::uint64_t));
  return words;
}

}  // namespace squares
