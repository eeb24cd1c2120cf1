// write_manual FOLDER: writes the man pages and the completion of squares, when squares is built. No part of what is
// installed.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>

#include "cli/completion.hpp"
#include "cli/man_page.hpp"
#include "cli/table.hpp"

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file;
  file.exceptions(std::ios::failbit | std::ios::badbit);
  file.open(path);
  file << text;
  file.close();
}

void write_all(const std::filesystem::path& folder) {
  const auto commands = squares::command_table();
  write(folder / "man/squares.1", man_page_of_program(commands));
  for (const auto& command : commands) {
    write(folder / "man" / ("squares-" + command.name + ".1"), man_page_of_command(command, commands));
  }
  write(folder / "bash/squares", bash_completion(commands));
  write(folder / "zsh/_squares", zsh_completion(commands));
  write(folder / "fish/squares.fish", fish_completion(commands));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "write_manual: give the folder to write into\n");
    return 64;
  }
  try {
    write_all(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "write_manual: {}: {}\n", argv[1], error.what());
    return 74;
  }
}
