// A world of one process, without MPI: what is collective is done at once, and comes to the same as with MPI.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "parallel/world.hpp"

namespace squares {
namespace {

TEST(alone, one_rank_is_all_of_them_and_the_master) {
  const World world;
  EXPECT_EQ(world.size(), 1);
  EXPECT_EQ(world.rank(), 0);
  EXPECT_TRUE(world.is_master());
}

TEST(alone, collectives_give_back_what_the_rank_has) {
  const World world;
  int number = 7;
  world.broadcast(number);
  EXPECT_EQ(number, 7);
  std::vector<std::string> texts{"a", ""};
  world.broadcast(texts);
  EXPECT_EQ(texts, (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(world.gather(7), std::vector<int>{7});
  EXPECT_EQ(world.all_gather(7), std::vector<int>{7});
  EXPECT_EQ(world.gather(std::string("text")), std::vector<std::string>{"text"});
  const std::vector<int> several{1, 2, 3};
  EXPECT_EQ(world.gather_all(std::span<const int>(several)), several);
  EXPECT_TRUE(world.gather_all(std::span<const int>()).empty());
  EXPECT_EQ(world.scatter(std::vector<int>{9}), 9);
  EXPECT_EQ(world.sum(5), 5U);
  EXPECT_EQ(world.most(5), 5U);
  std::vector<std::uint64_t> words{6};
  world.unite(words);
  EXPECT_EQ(words, std::vector<std::uint64_t>{6});
}

TEST(alone, a_failure_is_agreed_on_as_it_is) {
  const World world;
  EXPECT_NO_THROW(world.together([] {}));
  try {
    world.on_master([] { throw Error(Exit::io, "disk full", "my file", "buy a disk"); });
    FAIL() << "nothing was thrown";
  } catch (const AgreedError& error) {
    EXPECT_EQ(error.code, Exit::io);
    EXPECT_STREQ(error.what(), "disk full");
    EXPECT_EQ(error.where, "my file");
    EXPECT_EQ(error.remedy, "buy a disk");
  }
}

}  // namespace
}  // namespace squares
