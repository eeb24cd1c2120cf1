#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "parallel/world.hpp"
#include "support/mpi.hpp"

namespace squares {
namespace {

// A message with text and numbers.
struct Note {
  std::int32_t rank = -1;
  char letter = '?';
  double half = 0;

  friend bool operator==(const Note&, const Note&) = default;
};

Note note_of(int rank) { return {rank, static_cast<char>('a' + rank), rank / 2.0}; }

// The same at 1 to 4 ranks of a launch; alone_test.cpp has them without MPI.
std::vector<Note> notes_of_all() {
  std::vector<Note> notes;
  for (int rank = 0; rank < world().size(); ++rank) notes.push_back(note_of(rank));
  return notes;
}

TEST(collectives, what_the_master_has_is_on_all_ranks) {
  Note note = note_of(world().rank() + 5);
  world().broadcast(note);
  EXPECT_EQ(note, note_of(5));
  std::string text(world().is_master() ? 100'000 : 3, 'x');
  world().broadcast(text);
  EXPECT_EQ(text, std::string(100'000, 'x'));
  std::vector<std::string> texts{world().is_master() ? "one" : "none"};
  if (world().is_master()) texts.emplace_back();
  world().broadcast(texts);
  EXPECT_EQ(texts, (std::vector<std::string>{"one", ""}));
}

TEST(collectives, the_master_has_what_each_rank_has_in_their_order_and_others_have_nothing) {
  const std::vector<Note> notes = world().gather(note_of(world().rank()));
  EXPECT_EQ(notes, world().is_master() ? notes_of_all() : std::vector<Note>());
  EXPECT_EQ(world().all_gather(note_of(world().rank())), notes_of_all());
}

TEST(collectives, ranks_may_give_different_numbers_of_values_and_none) {
  const std::vector<Note> mine(static_cast<std::size_t>(world().rank()), note_of(world().rank()));
  const std::vector<Note> all = world().gather_all(std::span<const Note>(mine));
  std::vector<Note> expected;
  for (int rank = 0; world().is_master() && rank < world().size(); ++rank) {
    expected.insert(expected.end(), static_cast<std::size_t>(rank), note_of(rank));
  }
  EXPECT_EQ(all, expected);
}

TEST(collectives, texts_are_gathered_whole_and_empty_ones_keep_their_place) {
  const std::string mine(static_cast<std::size_t>(world().rank()) * 1000, 'z');
  const std::vector<std::string> all = world().gather(mine);
  for (std::size_t rank = 0; rank < all.size(); ++rank) EXPECT_EQ(all[rank], std::string(rank * 1000, 'z'));
  EXPECT_EQ(all.size(), world().is_master() ? static_cast<std::size_t>(world().size()) : 0);
}

TEST(collectives, each_rank_gets_its_own_of_what_the_master_has) {
  EXPECT_EQ(world().scatter(world().is_master() ? notes_of_all() : std::vector<Note>()), note_of(world().rank()));
}

TEST(collectives, numbers_are_added_up_and_compared_on_all_ranks) {
  const auto size = static_cast<std::uint64_t>(world().size()), rank = static_cast<std::uint64_t>(world().rank());
  EXPECT_EQ(world().sum(rank + 1), size * (size + 1) / 2);
  EXPECT_EQ(world().most(rank), size - 1);
  std::vector<std::uint64_t> bits{std::uint64_t{1} << rank, 0, ~std::uint64_t{0}};
  world().unite(bits);
  EXPECT_EQ(bits, (std::vector<std::uint64_t>{(std::uint64_t{1} << size) - 1, 0, ~std::uint64_t{0}}));
}

}  // namespace
}  // namespace squares
