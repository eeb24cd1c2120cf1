#include "system/processes.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

namespace squares {

Stat stat_of(const std::filesystem::path& folder) {
  std::ifstream file(folder / "stat");
  std::string text;
  std::getline(file, text);
  const auto begin = text.find('('), end = text.rfind(')');  // a name may have brackets itself
  if (begin == std::string::npos || end == std::string::npos) return {};
  Stat stat{.name = text.substr(begin + 1, end - begin - 1)};
  std::istringstream rest(text.substr(end + 1));
  rest >> stat.state >> stat.parent;
  constexpr int between = 17;  // fields of proc(5), from the parent, its fourth, to the start time, its 22nd
  std::string skipped;
  for (int i = 0; i < between; ++i) rest >> skipped;
  rest >> stat.start_ticks;
  return stat;
}

std::vector<std::string> command_line_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/cmdline");
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

bool is_idle(pid_t process) {
  const auto threads = entries_of("/proc/" + std::to_string(process) + "/task");
  return std::all_of(threads.begin(), threads.end(), [](const auto& thread) {
    const char state = stat_of(thread).state;
    return state == 'S' || state == 0;
  });
}

std::vector<pid_t> descendants_of(pid_t process) {
  std::multimap<pid_t, pid_t> children;  // by parent
  each_process([&](const std::filesystem::path& folder) {
    children.emplace(stat_of(folder).parent, std::stoi(folder.filename().string()));
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
