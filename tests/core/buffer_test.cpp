#include "core/buffer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <new>

namespace squares {
namespace {

TEST(buffer, begins_with_a_page) {
  for (const std::size_t words : {1U, 7U, 1'000'000U}) {
    const Buffer buffer(words);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.words()) % 4096, 0U);
    buffer.words()[0] = buffer.words()[words - 1] = 1;
  }
}

TEST(buffer, more_words_than_there_are_bytes_never_become_a_small_buffer) {
  for (const std::size_t words :
       {std::size_t{1} << 61, (std::size_t{1} << 61) + 1, std::numeric_limits<std::size_t>::max()}) {
    EXPECT_THROW(Buffer{words}, std::bad_alloc) << words;
  }
}

}  // namespace
}  // namespace squares
