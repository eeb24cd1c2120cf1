#include "system/loopback.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "system/file.hpp"

namespace squares {
int error_of_loopback() {
  constexpr int patience_ms = 2000;
  const auto new_socket = [] {
    return Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "127.0.0.1");
  };
  const Descriptor server = new_socket(), client = new_socket();
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
