#include "system/loopback.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace squares {
namespace {

class Socket {
 public:
  Socket() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  operator int() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

int error_of_loopback() {
  constexpr int patience_ms = 2000;
  const Socket server, client;
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const address = reinterpret_cast<sockaddr*>(&place);
  socklen_t size = sizeof place;
  if (server < 0 || client < 0 || ::bind(server, address, size) != 0 || ::listen(server, 1) != 0 ||
      ::getsockname(server, address, &size) != 0)
    return errno;
  if (::connect(client, address, size) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd waiting{.fd = client, .events = POLLOUT, .revents = 0};
  if (::poll(&waiting, 1, patience_ms) <= 0) return ETIMEDOUT;
  int failed = 0;
  size = sizeof failed;
  ::getsockopt(client, SOL_SOCKET, SO_ERROR, &failed, &size);
  return failed;
}

}  // namespace squares
