// Commands as a shell reads them.
#pragma once

#include <string>
#include <vector>

namespace squares {

// Quoted where a shell would otherwise take it for something else, or a terminal could not show it. Then it begins with
// $', as bash, zsh and ksh read it.
std::string quoted(const std::string& word);

// The same of a file that a command takes: no option, whatever it is called.
std::string quoted_file(const std::string& path);

// The words of a command as a shell reads them, as far as quotes and backslashes go; nothing is replaced by something
// else. Throws Error(usage), which names `where`, for a quote that does not end.
std::vector<std::string> split_words(const std::string& line, const std::string& where);

// One command line.
std::string joined(const std::vector<std::string>& words);

}  // namespace squares
