#include "system/lock.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <thread>

#include "core/parse.hpp"
#include "core/stopwatch.hpp"
#include "system/introduction.hpp"
#include "system/limits.hpp"
#include "system/paths.hpp"

namespace squares {
namespace {

// Byte 0 is the master's alone. Byte 1 is shared by the members; the master takes it too, for a moment, to see that
// no member of another run is left. The locks belong to the open file, so that they end with the process and with
// nothing else that it closes.
constexpr off_t master_byte = 0;
constexpr off_t member_byte = 1;

constexpr int not_supported_by_the_server = 524;  // ENOTSUPP, which the kernel should keep to itself: NFS

bool knows_no_locks() {
  return errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL ||
         errno == not_supported_by_the_server;
}

struct flock lock_of(short type, off_t first, off_t count) {
  struct flock lock = {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = first;
  lock.l_len = count;
  return lock;
}

// False if another has it. Where the file system knows no locks there is nothing to wait for: true.
bool set_lock(const Descriptor& file, short type, off_t first, off_t count) {
  struct flock lock = lock_of(type, first, count);
  if (fcntl(file, F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  if (knows_no_locks()) return true;
  file.fail("lock it");
}

std::string content_of(const Descriptor& file) {
  std::array<char, 256> text{};
  const ssize_t length = pread(file, text.data(), text.size() - 1, 0);
  return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
}

// "process 17 on a-node, since …"
std::string holder_text(const std::string& doing) {
  return "process " + std::to_string(getpid()) + " on " + host_name() + ", " + doing;
}

bool is_holder_text(const std::string& text) {
  constexpr std::string_view begin = "process ";
  const std::size_t end = text.find(" on ", begin.size());
  return text.starts_with(begin) && end != std::string::npos &&
         is_number(text.substr(begin.size(), end - begin.size()));
}

std::string doing_of(const std::string& holder) {
  constexpr std::string_view before = ", ";
  const std::size_t comma = holder.find(before);
  return comma == std::string::npos ? "" : holder.substr(comma + before.size());
}

constexpr const char* no_right_to_lock = "give another --output, or ask for the right to write there";

// A file without a name, in the folder of `path`; not open where the file system does not know such.
int open_nameless(const std::string& path) {
  return ::open(std::filesystem::path(path).parent_path().c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
}

// Gives it its name, unless something else has that.
bool give_name(int nameless, const std::string& path) {
  return ::linkat(AT_FDCWD, ("/proc/self/fd/" + std::to_string(nameless)).c_str(), AT_FDCWD, path.c_str(),
                  AT_SYMLINK_FOLLOW) == 0;
}

}  // namespace

// With its text and locked before it has its name, where the file system allows that: a kill leaves a lock that names
// its holder, or none.
std::optional<Lock> Lock::made_new(const std::string& path, const std::string& holder) {
  if (const int nameless = open_nameless(path); nameless >= 0) {
    Lock lock(Descriptor(nameless, path));
    set_lock(lock.file_, F_WRLCK, master_byte, 1);
    lock.name_holder(holder);
    if (give_name(nameless, path)) return lock;
    if (errno == EEXIST) return std::nullopt;
  }
  const int named = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (named < 0 && errno == EEXIST) return std::nullopt;
  if (named < 0) throw_refused(Exit::cannot_create, "open it", path, errno, Refused::file, no_right_to_lock);
  Lock lock(Descriptor(named, path));
  if (!set_lock(lock.file_, F_WRLCK, master_byte, 1)) return std::nullopt;
  lock.name_holder(holder);
  return lock;
}

// One that is there; none where it has gone in this moment, or others hold it.
std::optional<Lock> Lock::taken_over(const std::string& path, const std::string& holder) {
  if (!is_anything_there(path)) return std::nullopt;
  if (!is_regular_file(path)) throw not_own(path, "this is no lock of squares");
  const int there = ::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  if (there < 0 && errno == ENOENT) return std::nullopt;
  if (there < 0) throw_refused(Exit::cannot_create, "open it", path, errno, Refused::file, no_right_to_lock);
  Lock lock(Descriptor(there, path));
  if (!set_lock(lock.file_, F_WRLCK, master_byte, member_byte - master_byte + 1)) return std::nullopt;
  if (!lock.file_.is_at(path)) return std::nullopt;  // its holder has removed it in this moment
  const std::string text = content_of(lock.file_);
  if (!text.empty() && !is_holder_text(text)) throw not_own(path, "this is no lock of squares");
  set_lock(lock.file_, F_UNLCK, member_byte, 1);
  lock.is_own_ = !text.empty();
  if (lock.is_own_) {
    lock.left_doing_ = doing_of(text);
    lock.name_holder(holder);
  }
  return lock;
}

Lock Lock::of_master(const std::string& path, const std::string& doing, double wait_s) {
  using namespace std::chrono_literals;
  const std::string holder = holder_text(doing);
  constexpr int most_tries = 10'000;  // against others who make and remove it in between
  const Stopwatch clock;
  for (int tries = 0; tries < most_tries; ++tries) {
    if (auto lock = made_new(path, holder)) return std::move(*lock);
    if (auto lock = taken_over(path, holder)) return std::move(*lock);
    if (!is_held(path)) continue;
    if (clock.seconds() < wait_s) {
      std::this_thread::sleep_for(50ms);
      continue;
    }
    std::ifstream file(path);
    std::string who;
    std::getline(file, who);
    if (who.empty()) who = "an unknown process";
    throw Error(Exit::cannot_create, "another run is writing this output: " + who, path,
                "wait until it ends, end it, or give another --output");
  }
  throw Error(Exit::cannot_create, "it comes and goes, and cannot be locked", path, no_right_to_lock);
}

// Over the text of the holder before, so that a kill leaves no lock without a text, by which it is known for one.
void Lock::name_holder(const std::string& holder) {
  const auto length = static_cast<ssize_t>(holder.size());
  if (pwrite(file_, holder.data(), holder.size(), 0) == length && ftruncate(file_, length) == 0) return;
  const std::string reason = std::strerror(errno);
  remove();
  throw Error(Exit::cannot_create, "cannot write to it: " + reason, file_.path(),
              "free some space, or write to another file system with --output");
}

Lock Lock::of_member(const std::string& path) {
  using namespace std::chrono_literals;
  Descriptor file(path, O_RDWR | O_NOFOLLOW);
  for (int i = 0; !set_lock(file, F_RDLCK, member_byte, 1); ++i) {
    if (i == 500) file.fail("lock it");
    std::this_thread::sleep_for(10ms);
  }
  return Lock(std::move(file));
}

bool Lock::is_known_here() const {
  struct flock lock = lock_of(F_WRLCK, master_byte, 1);
  return fcntl(file_, F_OFD_SETLK, &lock) == 0 || !knows_no_locks();
}

bool Lock::keeps_others_away(const std::string& path) {
  const Descriptor file(path, O_RDWR | O_NOFOLLOW);
  return !set_lock(file, F_WRLCK, master_byte, 1);
}

bool Lock::is_held(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0) return false;
  struct flock lock = lock_of(F_WRLCK, master_byte, member_byte - master_byte + 1);
  const bool held = fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(file);
  return held;
}

void Lock::remove() const {
  if (is_own_ && file_.is_at(file_.path())) ::unlink(file_.path().c_str());
}

}  // namespace squares
