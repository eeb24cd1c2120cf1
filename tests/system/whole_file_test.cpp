#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "core/error.hpp"
#include "support/temporary_folder.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

class whole_file : public testing::Test {
 protected:
  template <class Step>
  void expect_refused(const Step& step) {
    try {
      step();
      ADD_FAILURE() << "nothing was thrown";
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::cannot_create);
      EXPECT_TRUE(error.where.starts_with(path_)) << error.where;
      EXPECT_FALSE(error.remedy.empty());
    }
    EXPECT_FALSE(is_there(path_ + ".new"));
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "file";
};

TEST_F(whole_file, takes_the_place_of_the_old_one_when_it_is_written) {
  write_file(path_, "old");
  write_whole(path_, Existing::replaced, [&](const std::string& unfinished) {
    write_file(unfinished, "new");
    EXPECT_EQ(content_of(path_), "old");
  });
  EXPECT_EQ(content_of(path_), "new");
  EXPECT_FALSE(is_there(path_ + ".new"));
}

TEST_F(whole_file, that_fails_half_way_leaves_the_old_one_and_nothing_beside_it) {
  write_file(path_, "old");
  expect_refused([&] {
    write_whole(path_, Existing::replaced, [](const std::string& unfinished) {
      write_file(unfinished, "half");
      throw std::runtime_error("the disk is full");
    });
  });
  EXPECT_EQ(content_of(path_), "old");
}

TEST_F(whole_file, of_text_replaces_another_only_if_told_to) {
  write_text_file(path_, "one", Existing::kept);
  expect_refused([&] { write_text_file(path_, "two", Existing::kept); });
  EXPECT_EQ(content_of(path_), "one");
  write_text_file(path_, "two", Existing::replaced);
  EXPECT_EQ(content_of(path_), "two");
}

TEST_F(whole_file, is_written_under_a_name_that_nobody_has) {
  write_file(path_ + ".new", "somebody's");
  std::filesystem::create_symlink("nowhere", path_ + ".2.new");
  write_text_file(path_, "text", Existing::kept);
  EXPECT_EQ(content_of(path_), "text");
  EXPECT_EQ(content_of(path_ + ".new"), "somebody's");
  EXPECT_TRUE(std::filesystem::is_symlink(path_ + ".2.new"));
}

TEST_F(whole_file, does_not_replace_one_that_has_appeared_meanwhile_unless_told_to) {
  expect_refused([&] {
    write_whole(path_, Existing::kept, [&](const std::string& unfinished) {
      write_file(unfinished, "new");
      write_file(path_, "somebody's");
    });
  });
  EXPECT_EQ(content_of(path_), "somebody's");
}

TEST_F(whole_file, of_text_is_refused_where_there_is_no_folder) {
  path_ = folder_ / "missing/file";
  expect_refused([&] { write_text_file(path_, "text", Existing::kept); });
}

}  // namespace
}  // namespace squares
