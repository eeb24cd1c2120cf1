#include "system/lock.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "support/temporary_folder.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

class lock : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string path_ = folder_ / "squares.h5.part.lock";

  void expect_refused(const std::string& holder) {
    try {
      Lock::of_master(path_, "a second run");
      ADD_FAILURE() << "a second run was let in";
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::cannot_create);
      EXPECT_EQ(error.where, path_);
      EXPECT_TRUE(std::string(error.what()).ends_with(holder)) << error.what();
      EXPECT_FALSE(error.remedy.empty());
    }
  }
  void expect_free() { EXPECT_NO_THROW(Lock::of_master(path_, "a later run")); }
};

// A process that takes a lock, and holds it until it is killed.
class Holder {
 public:
  template <class Take>
  explicit Holder(const Take& take) {
    std::array<int, 2> ready{};
    if (::pipe(ready.data()) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      const auto held = take();
      if (::write(ready[1], "", 1) != 1) _exit(1);
      for (;;) ::pause();
    }
    char byte = 0;
    ::close(ready[1]);
    if (::read(ready[0], &byte, 1) != 1) throw std::runtime_error("the holder has died");
    ::close(ready[0]);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() { kill(); }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
};

TEST_F(lock, a_second_master_is_refused_with_the_holders_words) {
  const Lock first = Lock::of_master(path_, "process 17 on a-node");
  expect_refused("process 17 on a-node");
}

TEST_F(lock, is_let_go_when_its_descriptor_is_closed) {
  std::optional<Lock> first = Lock::of_master(path_, "first");
  first.reset();
  expect_free();
}

TEST_F(lock, a_members_lock_alone_keeps_a_master_out) {
  std::optional<Lock> master = Lock::of_master(path_, "first");
  std::optional<Lock> member = Lock::of_member(path_);
  master.reset();
  expect_refused("first");
  member.reset();
  expect_free();
}

TEST_F(lock, members_share_it) {
  std::optional<Lock> master = Lock::of_master(path_, "first");
  std::vector<Lock> members;
  for (int i = 0; i < 16; ++i) members.push_back(Lock::of_member(path_));
  master.reset();
  while (!members.empty()) {
    expect_refused("first");
    members.pop_back();
  }
  expect_free();
}

TEST_F(lock, of_another_process_ends_when_that_is_killed) {
  Holder master([&] { return Lock::of_master(path_, "the other"); });
  expect_refused("the other");
  master.kill();
  expect_free();
}

TEST_F(lock, of_an_orphaned_member_ends_when_that_is_killed) {
  std::optional<Lock> master = Lock::of_master(path_, "first");
  Holder member([&] {
    master.reset();  // its copy of the descriptor, which fork() has left it
    return Lock::of_member(path_);
  });
  master.reset();
  expect_refused("first");
  member.kill();
  expect_free();
}

TEST_F(lock, does_not_end_when_another_descriptor_of_the_file_is_closed) {
  const Lock first = Lock::of_master(path_, "first");
  EXPECT_TRUE(content_of(path_).ends_with(", first"));  // opens and closes it
  expect_refused("first");
}

TEST_F(lock, what_a_dead_run_left_is_no_lock_and_its_words_are_forgotten) {
  write_file(path_, "process 17 on a-node, a dead run, with a very long story to tell");
  const Lock first = Lock::of_master(path_, "new");
  EXPECT_TRUE(first.was_left_by("a dead run"));
  EXPECT_FALSE(first.was_left_by("new"));
  expect_refused("new");
  EXPECT_TRUE(content_of(path_).starts_with("process " + std::to_string(getpid()) + " on ")) << content_of(path_);
  EXPECT_TRUE(content_of(path_).ends_with(", new")) << content_of(path_);
}

TEST_F(lock, that_is_new_was_left_by_nobody) { EXPECT_FALSE(Lock::of_master(path_, "first").was_left_by("")); }

TEST_F(lock, a_file_that_is_no_lock_is_refused_and_stays) {
  for (const char* notes : {"my notes", "process", "process x on y", "processes", "process 17"}) {
    write_file(path_, notes);
    EXPECT_THROW(Lock::of_master(path_, "first"), Error) << notes;
    EXPECT_EQ(content_of(path_), notes);
  }
  std::filesystem::remove(path_);
  std::filesystem::create_symlink(folder_ / "elsewhere", path_);
  EXPECT_THROW(Lock::of_master(path_, "first"), Error);
  EXPECT_FALSE(is_there(folder_ / "elsewhere"));
}

TEST_F(lock, an_empty_file_is_locked_and_neither_written_nor_removed) {
  write_file(path_, "");
  const Lock first = Lock::of_master(path_, "first");
  EXPECT_FALSE(first.was_left_by(""));
  expect_refused("an unknown process");
  first.remove();
  EXPECT_TRUE(is_there(path_));
  EXPECT_EQ(content_of(path_), "");
}

TEST_F(lock, removing_takes_the_file_away) {
  Lock first = Lock::of_master(path_, "first");
  first.remove();
  EXPECT_FALSE(is_there(path_));
  const Lock second = Lock::of_master(path_, "second");
  expect_refused("second");
}

// A holder that notices when somebody else opens its file, and goes before that one has it open: by a lease, which
// keeps an open(2) waiting that has found the file already.
class LeavingHolder {
 public:
  explicit LeavingHolder(std::string path) : path_(std::move(path)), file_(path_, O_RDWR | O_CREAT) {
    before_ = ::signal(SIGIO, SIG_IGN);  // of the lease
    lock(F_WRLCK);
    has_lease_ = ::fcntl(file_, F_SETLEASE, F_WRLCK) == 0;
  }
  LeavingHolder(const LeavingHolder&) = delete;
  LeavingHolder& operator=(const LeavingHolder&) = delete;
  ~LeavingHolder() { ::signal(SIGIO, before_); }

  [[nodiscard]] bool has_lease() const { return has_lease_; }
  void wait_until_it_is_being_opened() const {
    while (::fcntl(file_, F_GETLEASE) == F_WRLCK) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  void remove_and_let_go() {
    std::filesystem::remove(path_);
    lock(F_UNLCK);
    ::fcntl(file_, F_SETLEASE, F_UNLCK);
  }

 private:
  void lock(short type) {
    struct flock both_bytes = {};
    both_bytes.l_type = type;
    both_bytes.l_whence = SEEK_SET;
    both_bytes.l_len = 2;
    if (::fcntl(file_, F_OFD_SETLK, &both_bytes) != 0) throw std::runtime_error("cannot lock " + path_);
  }

  std::string path_;
  Descriptor file_;
  bool has_lease_ = false;
  void (*before_)(int) = SIG_DFL;
};

TEST_F(lock, whoever_opens_it_while_its_holder_takes_it_away_has_the_lock_of_that_name) {
  LeavingHolder first(path_);
  if (!first.has_lease()) GTEST_SKIP() << "no lease on " << path_;
  auto opening = std::async(std::launch::async, [this] { return Lock::of_master(path_, "the winner", 30); });
  first.wait_until_it_is_being_opened();
  first.remove_and_let_go();
  const Lock winner = opening.get();
  EXPECT_TRUE(content_of(path_).ends_with(", the winner")) << content_of(path_);
  expect_refused("the winner");
}

TEST_F(lock, there_is_no_member_without_a_master) {
  try {
    Lock::of_member(path_);
    ADD_FAILURE() << "nobody has made the file";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Exit::io);
    EXPECT_EQ(error.where, path_);
  }
}

}  // namespace
}  // namespace squares
