// What a file says of itself, read without trusting it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "core/error.hpp"
#include "record/file_facts.hpp"

namespace squares {

// A file of a schema that this program does not know.
class LaterSchema : public Error {
 public:
  using Error::Error;
};

// How long a file of ours was before it lost its end, if it has: HDF5 cannot open such a file.
std::optional<std::uint64_t> length_before_truncation(const std::string& path);

// Reads the metadata in a process of its own, which a hostile or broken file may crash or hang.
// Throws Error(no_input) for a file that is missing, not ours or broken, as LaterSchema for one of a later schema, and
// Error(wrong_value) for one of ours that has lost its end.
FileFacts inspect(const std::string& path);

// The same for any file that squares writes.
std::variant<FileFacts, StudyFacts, NodesFacts> inspect_any(const std::string& path);

// The same as inspect() for a file that has lost its end, if what is left says what it was.
FileFacts inspect_what_is_left(const std::string& path);

}  // namespace squares
