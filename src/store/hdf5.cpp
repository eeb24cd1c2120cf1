#include "store/hdf5.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "system/environment.hpp"
#include "system/limits.hpp"
#include "system/shell_words.hpp"

#ifndef H5_HAVE_PARALLEL
#error "squares needs parallel HDF5; on Debian: libhdf5-openmpi-dev"
#endif

namespace squares {

Hdf5Reason hdf5_reason() {
  std::string reason;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
        auto& text = *static_cast<std::string*>(out);
        if (text.empty() && error->desc != nullptr) text = error->desc;
        return 0;
      },
      &reason);
  H5Eclear2(H5E_DEFAULT);
  // Of "file write failed: time = …, errno = 27, error message = 'File too large', buf = …" only the system's words
  // matter.
  int error = 0;
  constexpr std::string_view number = "errno = ", before = "error message = '";
  if (const auto begin = reason.find(number); begin != std::string::npos)
    error = std::atoi(reason.c_str() + begin + number.size());
  if (const auto begin = reason.find(before); begin != std::string::npos) {
    reason = reason.substr(begin + before.size());
    reason.erase(std::min(reason.find('\''), reason.size()));
  }
  return {reason, error};
}

// HDF5 always gives a reason of its own: where there is none, it was not HDF5 that failed.
void fail_in_hdf5(const std::string& doing, const std::string& file) {
  const auto [text, error] = hdf5_reason();
  if (text.empty()) {
    const char* preloaded = std::getenv("LD_PRELOAD");
    throw Error(Exit::io, "cannot " + doing + ": HDF5 gives no reason, as where another library takes its calls", file,
                preloaded == nullptr
                    ? "see which HDF5 it runs with (ldd), and what a debugger or profiler adds to it"
                    : "run it without LD_PRELOAD=" + quoted(preloaded) + ", or see which HDF5 it runs with (ldd)");
  }
  const std::string limit = limit_in_the_way(error, Refused::file), what = "cannot " + doing + ": " + text;
  if (!limit.empty()) throw LimitError(Exit::io, what, file, limit);
  throw Error(Exit::io, what, file,
              "look at the disk and its file system (df -h, dmesg); a run continues with --resume");
}

bool hdf5_failed_in_system() {
  bool found = false;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
        if (error->desc != nullptr && std::string_view(error->desc).find("errno = ") != std::string_view::npos)
          *static_cast<bool*>(out) = true;
        return 0;
      },
      &found);
  return found;
}

void prepare_hdf5() {
  std::vector<std::pair<std::string, std::string>> set_aside;
  for (const std::string name : {"HDF5_DRIVER", "HDF5_DRIVER_CONFIG", "HDF5_VOL_CONNECTOR"}) {
    if (const auto value = variable(name)) set_aside.emplace_back(name, *value);
    ::unsetenv(name.c_str());
  }
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  for (const auto& [name, value] : set_aside) ::setenv(name.c_str(), value.c_str(), 1);
}

std::string hdf5_version() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

std::string hdf5_version_of_headers() {
  return std::to_string(H5_VERS_MAJOR) + "." + std::to_string(H5_VERS_MINOR) + "." + std::to_string(H5_VERS_RELEASE);
}

void refuse_wrong_hdf5_library() {
  if (hdf5_version() == hdf5_version_of_headers()) return;
  throw Error(Exit::bad_launch,
              "built for HDF5 " + hdf5_version_of_headers() + ", and runs with HDF5 " + hdf5_version(),
              "the HDF5 library", "load the HDF5 that it was built for (ldd shows which it finds), or build it anew");
}

}  // namespace squares
