#include "system/processes.hpp"

#include <fstream>
#include <map>
#include <sstream>

namespace squares {

pid_t parent_of(pid_t process, std::string& name) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto begin = text.find('('), end = text.rfind(')');  // a name may have brackets itself
  if (begin == std::string::npos || end == std::string::npos) return 0;
  name = text.substr(begin + 1, end - begin - 1);
  std::istringstream rest(text.substr(end + 1));
  std::string state;
  pid_t parent = 0;
  rest >> state >> parent;
  return parent;
}

std::vector<std::string> command_line_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/cmdline");
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

std::vector<pid_t> descendants_of(pid_t process) {
  std::multimap<pid_t, pid_t> children;  // by parent
  each_process([&](const std::filesystem::path& folder) {
    std::string name;
    const pid_t child = std::stoi(folder.filename().string());
    children.emplace(parent_of(child, name), child);
  });
  std::vector<pid_t> found{process};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto [begin, end] = children.equal_range(found[i]);
    for (auto child = begin; child != end; ++child) found.push_back(child->second);
  }
  found.erase(found.begin());
  return found;
}

}  // namespace squares
