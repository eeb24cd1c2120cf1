// Whether processes of this node can talk to each other at 127.0.0.1.
#pragma once

namespace squares {

// Connects to a port of its own there, for two seconds at most. 0, or the errno of what failed.
int error_of_loopback();

constexpr const char* loopback_remedy =
    "bring it up (ip link set lo up), and see whether a firewall or a container keeps processes from talking there";

}  // namespace squares
