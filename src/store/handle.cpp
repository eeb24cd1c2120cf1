#include "store/handle.hpp"

#include <algorithm>
#include <string_view>

namespace squares {

std::string hdf5_reason() {
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
  // Of "file write failed: time = …, error message = 'File too large', buf = …" only the system's words matter.
  constexpr std::string_view before = "error message = '";
  if (const auto begin = reason.find(before); begin != std::string::npos) {
    reason = reason.substr(begin + before.size());
    reason.erase(std::min(reason.find('\''), reason.size()));
  }
  return reason.empty() ? "HDF5 gives no reason" : reason;
}

void prepare_hdf5() {
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

}  // namespace squares
