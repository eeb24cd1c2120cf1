#include "system/lock.hpp"

#include <array>
#include <chrono>
#include <thread>

namespace squares {
namespace {

// Byte 0 is the master's alone. Byte 1 is shared by the members; the master takes it too, for a moment, to see that
// no member of another run is left. The locks belong to the open file, so that they end with the process and with
// nothing else that it closes.
constexpr off_t master_byte = 0;
constexpr off_t member_byte = 1;

// False if another has it. Where the file system knows no locks there is nothing to wait for: true.
bool set_lock(const Descriptor& file, short type, off_t first, off_t count) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = first;
  lock.l_len = count;
  if (fcntl(file, F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  if (errno == ENOLCK || errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL) return true;
  file.fail("lock it");
}

std::string content_of(const Descriptor& file) {
  std::array<char, 256> text{};
  const ssize_t length = pread(file, text.data(), text.size() - 1, 0);
  return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : "an unknown process";
}

Descriptor lock_file(const std::string& path) {
  try {
    return {path, O_RDWR | O_CREAT};
  } catch (const Error& error) {
    throw Error(Exit::cannot_create, error.what(), path, "give another --output, or ask for the right to write there");
  }
}

}  // namespace

Lock Lock::of_master(const std::string& path, const std::string& holder, double wait_s) {
  using namespace std::chrono;
  for (const auto begin = steady_clock::now();;) {
    Descriptor file = lock_file(path);
    if (!set_lock(file, F_WRLCK, master_byte, member_byte - master_byte + 1)) {
      if (duration<double>(steady_clock::now() - begin).count() < wait_s) {
        std::this_thread::sleep_for(50ms);
        continue;
      }
      throw Error(Exit::cannot_create, "another run is writing this output: " + content_of(file), path,
                  "wait until it ends, end it, or give another --output");
    }
    if (!file.is_at(path)) continue;  // its holder has removed it in this moment
    set_lock(file, F_UNLCK, member_byte, 1);
    Lock lock(std::move(file));
    lock.name_holder(holder);
    return lock;
  }
}

void Lock::name_holder(const std::string& holder) {
  if (ftruncate(file_, 0) == 0 && pwrite(file_, holder.data(), holder.size(), 0) >= 0) return;
  const std::string reason = std::strerror(errno);
  remove();
  throw Error(Exit::cannot_create, "cannot write to it: " + reason, file_.path(),
              "free some space, or write to another file system with --output");
}

Lock Lock::of_member(const std::string& path) {
  using namespace std::chrono_literals;
  Descriptor file(path, O_RDWR);
  for (int i = 0; !set_lock(file, F_RDLCK, member_byte, 1); ++i) {
    if (i == 500) file.fail("lock it");
    std::this_thread::sleep_for(10ms);
  }
  return Lock(std::move(file));
}

bool Lock::keeps_others_away(const std::string& path) {
  const Descriptor file(path, O_RDWR);
  return !set_lock(file, F_WRLCK, master_byte, 1);
}

bool Lock::is_held(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = master_byte;
  lock.l_len = member_byte - master_byte + 1;
  const bool held = fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(file);
  return held;
}

void Lock::remove() const { ::unlink(file_.path().c_str()); }

}  // namespace squares
