// Commands as a shell reads them.
#pragma once

#include <string>
#include <vector>

namespace squares {

// Quoted where a shell would otherwise take it for something else, or a terminal could not show it. Then it begins with
// $', as bash, zsh and ksh read it.
std::string quoted(const std::string& word);

// One command line.
std::string joined(const std::vector<std::string>& words);

}  // namespace squares
