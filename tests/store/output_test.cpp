#include "store/output.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "store/attempts.hpp"
#include "store/metadata_copy.hpp"
#include "store/part_file.hpp"
#include "support/temporary_folder.hpp"

namespace squares {
namespace {

class output : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string file_ = folder_ / "squares.h5";
  std::string part_ = folder_ / "squares.h5.part";
  std::string attempts_ = folder_ / "squares.h5.part.attempts";
  std::string metadata_ = folder_ / "squares.h5.part.metadata";

  // As a run leaves it that was stopped, and killed while it changed the metadata.
  void leave_part() {
    create_part(part_, make_plan({.last = 1000}, 1), {});
    append_attempt(attempts_, std::vector{RankReport{.attempt = 1}}, {});
    save_metadata(part_, metadata_, {});
  }
};

template <class Step>
void expect_refused(const std::string& where, const Step& step) {
  try {
    step();
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Exit::cannot_create) << error.what();
    EXPECT_EQ(error.where, where) << error.what();
    EXPECT_FALSE(error.remedy.empty()) << error.what();
  }
}

TEST_F(output, names_what_lies_beside_it) {
  const Output there(file_);
  EXPECT_EQ(there.path(), file_);
  EXPECT_EQ(there.part(), part_);
  EXPECT_EQ(there.lock(), part_ + ".lock");
  EXPECT_EQ(there.attempts(), attempts_);
  EXPECT_EQ(there.metadata(), metadata_);
  EXPECT_EQ(Output::lock_of(there.part()), there.lock());
}

TEST_F(output, is_absolute_however_it_was_given) {
  std::filesystem::create_directory(folder_ / "sub");
  std::filesystem::current_path(folder_ / "sub");
  EXPECT_EQ(Output("squares.h5").path(), folder_ / "sub/squares.h5");
  EXPECT_EQ(Output("./squares.h5").path(), folder_ / "sub/squares.h5");
  EXPECT_EQ(Output("../squares.h5").path(), file_);
  std::filesystem::current_path("/");
}

TEST_F(output, is_refused_where_no_file_can_be) {
  write_file(folder_ / "a-file", "");
  expect_refused("--output", [] { Output(""); });
  expect_refused(folder_ / "missing", [&] { Output(folder_ / "missing/squares.h5"); });
  expect_refused(folder_ / "a-file", [&] { Output(folder_ / "a-file/squares.h5"); });
  expect_refused(folder_.path(), [&] { const Output there(folder_.path()); });
  expect_refused("/dev/null", [] { Output("/dev/null"); });
}

TEST_F(output, that_is_a_link_stays_a_link) {
  std::filesystem::create_directory(folder_ / "disk");
  write_file(folder_ / "disk/real.h5", "old");
  std::filesystem::create_symlink("disk/real.h5", file_);
  const Output there(file_);
  EXPECT_EQ(there.path(), folder_ / "disk/real.h5");
  write_file(there.part(), "new");
  there.publish(true);
  EXPECT_TRUE(std::filesystem::is_symlink(file_));
  EXPECT_EQ(content_of(file_), "new");
}

TEST_F(output, way_is_free_where_nothing_is) { EXPECT_NO_THROW(Output(file_).make_way(false, false)); }

TEST_F(output, without_force_a_finished_file_is_refused_and_left) {
  write_file(file_, "old");
  expect_refused(file_, [&] { Output(file_).make_way(false, false); });
  EXPECT_EQ(content_of(file_), "old");
}

TEST_F(output, without_force_an_unfinished_one_is_refused_and_left) {
  leave_part();
  const std::string before = content_of(part_);
  expect_refused(part_, [&] { Output(file_).make_way(false, false); });
  EXPECT_EQ(content_of(part_), before);
  EXPECT_TRUE(is_there(attempts_));
}

TEST_F(output, with_force_what_is_unfinished_goes_and_what_is_finished_stays) {
  write_file(file_, "old");
  leave_part();
  Output(file_).make_way(true, false);
  EXPECT_EQ(content_of(file_), "old");
  for (const std::string& beside : {part_, attempts_, metadata_}) EXPECT_FALSE(is_there(beside)) << beside;
}

TEST_F(output, what_only_has_the_name_of_something_of_squares_is_refused_and_left) {
  for (const std::string& name : {part_, attempts_, metadata_, part_ + ".new", metadata_ + ".new", part_ + ".rebuilt",
                                  part_ + ".data.0", part_ + ".metadata.12"}) {
    for (const bool force : {false, true}) {
      write_file(name, "notes");
      expect_refused(name, [&] { Output(file_).make_way(force, false); });
      EXPECT_EQ(content_of(name), "notes") << name;
      std::filesystem::remove(name);
    }
  }
}

TEST_F(output, after_a_kill_what_is_made_for_a_moment_goes_unless_it_is_a_link) {
  const std::vector<std::string> names{part_ + ".new",         metadata_ + ".new",    part_ + ".rebuilt",
                                       part_ + ".rebuilt.new", part_ + ".locktest.7", part_ + "-123-4.lock"};
  const std::vector<std::string> others{part_ + ".locktest.x", part_ + "-123.lock", part_ + "-a-4.lock",
                                        part_ + "-123-4.locks"};
  for (const std::string& name : names) write_file(name, "half");
  const std::vector<std::string> empty{part_ + ".data.0", part_ + ".metadata.31"};
  for (const std::string& name : empty) write_file(name, "");
  for (const std::string& other : others) write_file(other, "notes");
  Output(file_).make_way(false, true);
  for (const std::string& name : names) EXPECT_FALSE(is_there(name)) << name;
  for (const std::string& name : empty) EXPECT_FALSE(is_there(name)) << name;
  for (const std::string& other : others) EXPECT_EQ(content_of(other), "notes");

  write_file(empty.front(), "notes");  // Open MPI writes nothing into it: it is somebody else's
  expect_refused(empty.front(), [&] { Output(file_).make_way(true, true); });
  EXPECT_EQ(content_of(empty.front()), "notes");
  std::filesystem::remove(empty.front());

  write_file(folder_ / "victim", "notes");
  std::filesystem::create_symlink("victim", part_ + ".new");
  expect_refused(part_ + ".new", [&] { Output(file_).make_way(true, true); });
  EXPECT_EQ(content_of(folder_ / "victim"), "notes");
}

TEST_F(output, attempts_that_a_kill_has_cut_off_are_known_for_what_they_are) {
  leave_part();
  const std::string whole = content_of(attempts_);
  for (std::size_t bytes = 0; bytes <= whole.size(); ++bytes) {
    write_file(attempts_, whole.substr(0, bytes));
    EXPECT_TRUE(is_file_of_attempts(attempts_)) << bytes;
  }
  for (const char* other : {"ranking of the best", "rank\n", "notes\n", "r", "thread\t1"}) {
    write_file(attempts_, other);
    EXPECT_EQ(is_file_of_attempts(attempts_), std::string(other) == "r") << other;
  }
}

TEST_F(output, publishing_gives_the_part_its_name_and_clears_what_lay_beside) {
  for (const bool force : {false, true}) {
    std::filesystem::remove(file_);
    write_file(part_, "new");
    write_file(attempts_, "who");
    write_file(metadata_, "copy");
    Output(file_).publish(force);
    EXPECT_EQ(content_of(file_), "new");
    for (const std::string& beside : {part_, attempts_, metadata_}) EXPECT_FALSE(is_there(beside)) << beside;
  }
}

TEST_F(output, a_file_that_appeared_meanwhile_is_not_overwritten_and_the_part_is_kept) {
  const Output there(file_);
  write_file(part_, "new");
  write_file(file_, "somebody else's");
  expect_refused(file_, [&] { there.publish(false); });
  EXPECT_EQ(content_of(file_), "somebody else's");
  EXPECT_EQ(content_of(part_), "new");
}

TEST_F(output, with_force_the_old_file_is_replaced_at_once) {
  write_file(file_, "old");
  write_file(part_, "new");
  Output(file_).publish(true);
  EXPECT_EQ(content_of(file_), "new");
  EXPECT_FALSE(is_there(part_));
}

TEST_F(output, a_part_that_has_vanished_is_no_success) {
  for (const bool force : {false, true}) {
    expect_refused(file_, [&] { Output(file_).publish(force); });
  }
}

TEST_F(output, samples_of_a_killed_study_go_and_what_is_only_called_so_stays) {
  const std::set<std::string> others{"squares.h5",
                                     "squares.h5.part",
                                     "squares.h5.study-.part",
                                     "squares.h5.study-1.part-old",
                                     "squares.h5.study-1.part.notes",
                                     "squares.h5.study-1.parts",
                                     "squares.h5.study-1x.part",
                                     "squares.h5.study-01.part",
                                     "squares.h5.study-2.part",
                                     "squares.h5.study-10.part",
                                     "squares.h5.nodes-1.part",
                                     "my.squares.h5.study-1.part",
                                     "other.h5.study-1.part"};
  std::set<std::string> all = others;
  all.merge(std::set<std::string>{"squares.h5.study-1.part", "squares.h5.study-0.part.new",
                                  "squares.h5.study-0.part.locktest.0", "squares.h5.study-0.part-123-0.lock"});
  for (const std::string& name : all) std::ofstream(folder_ / name).put('x');
  static_cast<void>(Lock::of_master(Output(file_).lock(), "squares study"));
  static_cast<void>(claim_samples(Output(file_), "study", 2));
  std::set<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) left.insert(entry.path().filename());
  EXPECT_EQ(left, others);
}

TEST_F(output, samples_replace_nothing_however_often_it_is_tried) {
  for (const char* needed :
       {"squares.h5.study-1.part", "squares.h5.study-0.part.new", "squares.h5.study-1.part.data.7"}) {
    const std::string name = folder_ / needed;
    std::ofstream(name).put('x');
    for (int tries = 0; tries < 2; ++tries) expect_refused(name, [&] { claim_samples(Output(file_), "study", 2); });
    EXPECT_TRUE(std::filesystem::exists(name));
    static_cast<void>(claim_samples(Output(file_), "study", 0));  // which needs none
    std::filesystem::remove(name);
  }
  const std::string name = folder_ / "squares.h5.study-1.part";
  std::filesystem::create_symlink("elsewhere", name);
  static_cast<void>(Lock::of_master(Output(file_).lock(), "squares study"));
  expect_refused(name, [&] { claim_samples(Output(file_), "study", 2); });
  EXPECT_TRUE(std::filesystem::is_symlink(name));
}

TEST_F(output, what_a_killed_run_or_measurement_of_nodes_left_says_nothing_of_a_study) {
  const std::string sample = folder_ / "squares.h5.study-0.part";
  std::ofstream(sample).put('x');
  for (const char* other : {"since 2026-11-27T12:00:00Z", "squares nodes"}) {
    static_cast<void>(Lock::of_master(Output(file_).lock(), other));
    expect_refused(sample, [&] { claim_samples(Output(file_), "study", 1); });
  }
}

}  // namespace
}  // namespace squares
