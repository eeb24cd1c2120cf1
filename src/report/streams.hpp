// What a command says: its result on stdout, errors and warnings on stderr. All of it is UTF-8, whatever bytes names
// have.
#pragma once

#include <functional>
#include <string>

#include "core/error.hpp"

namespace squares {

// Puts something that no file can be opened as in the place of standard streams that are closed, or MPI's own pipes
// would become these. Before anything is opened.
void hold_standard_streams();

// Prints all of it on stdout at once. Throws Error(io) where that does not take it, such as a full disk.
void print(const std::string& text);

// Prints something before the work. If stdout does not take it, the work goes on: print_result() tells at its end.
void print_ahead(const std::string& text);

// Prints the result of what ends with `code`. If stdout does not take it, says so, and gives Exit::io where all else is
// well.
Exit print_result(const std::string& text, Exit code);

// Prints what took long, also where it cannot be kept in a file; the error of that comes afterwards. In JSON the error
// is the one document then.
void keep_and_print(const std::function<void()>& keep, const std::string& text, bool json);

// On stderr, in one piece; also while another thread prints. Where it cannot be written, nothing happens: no run ends
// because a log is full.
void say(const std::string& text);
void say_error(const Error& error);

// One message: what, where and remedy.
std::string error_text(const Error& error);

}  // namespace squares
