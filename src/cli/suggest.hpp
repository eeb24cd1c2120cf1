// What somebody may have meant who has written something else.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace squares {

// How many letters are left out, added, replaced, or swapped with the next.
std::size_t edit_distance(const std::string& a, const std::string& b);

// The nearest of the known words, if it is at most two letters away (one, of a word of less than five); else "".
std::string suggestion(const std::string& word, const std::vector<std::string>& known);

// "did you mean --last? ", or "" where nothing is near. `prefix` is what the words are written with.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& known, const std::string& prefix);

}  // namespace squares
