#include <gtest/gtest.h>

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
      EXPECT_EQ(error.where, path_);
      EXPECT_FALSE(error.remedy.empty());
    }
    EXPECT_FALSE(is_there(path_ + ".new"));
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "file";
};

TEST_F(whole_file, takes_the_place_of_the_old_one_when_it_is_written) {
  write_file(path_, "old");
  write_whole(path_, [&](const std::string& unfinished) {
    write_file(unfinished, "new");
    EXPECT_EQ(content_of(path_), "old");
  });
  EXPECT_EQ(content_of(path_), "new");
  EXPECT_FALSE(is_there(path_ + ".new"));
}

TEST_F(whole_file, that_fails_half_way_leaves_the_old_one_and_nothing_beside_it) {
  write_file(path_, "old");
  expect_refused([&] {
    write_whole(path_, [](const std::string& unfinished) {
      write_file(unfinished, "half");
      throw std::runtime_error("the disk is full");
    });
  });
  EXPECT_EQ(content_of(path_), "old");
}

TEST_F(whole_file, of_text_replaces_another_only_if_told_to) {
  write_text_file(path_, "one", false);
  expect_refused([&] { write_text_file(path_, "two", false); });
  EXPECT_EQ(content_of(path_), "one");
  write_text_file(path_, "two", true);
  EXPECT_EQ(content_of(path_), "two");
}

TEST_F(whole_file, of_text_is_refused_where_there_is_no_folder) {
  path_ = folder_ / "missing/file";
  expect_refused([&] { write_text_file(path_, "text", false); });
}

}  // namespace
}  // namespace squares
