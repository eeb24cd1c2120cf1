// squares: the squares of a range of integers, on many processes and threads, in one HDF5 file.
#include "cli/carry_out.hpp"

int main(int argc, char** argv) {
  const squares::Stopwatch since_start;
  const squares::CommandLine line =
      squares::read_command_line({argv + 1, argv + argc}, squares::surroundings_of_this_process());
  return static_cast<int>(squares::carry_out(line, argc, argv, since_start));
}
