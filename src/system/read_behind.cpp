#include "system/read_behind.hpp"

#include <algorithm>

namespace squares {
namespace {

constexpr std::uint64_t piece_bytes = 2ULL << 20;  // no folio, the unit of dropping, lies across the border of two
constexpr std::uint64_t pieces_in_window = 32;

Extent piece_at(std::uint64_t piece) { return {piece * piece_bytes, (piece + 1) * piece_bytes}; }

}  // namespace

ReadBehind::ReadBehind(const Descriptor& file, std::uint64_t file_bytes, Extent whole) : file_(file) {
  if (file_bytes < least_bytes_behind || whole.bytes() == 0 || medium_of(file) != Medium::disk) return;
  first_piece_ = whole.begin / piece_bytes;
  const std::uint64_t end = (whole.end + piece_bytes - 1) / piece_bytes + pieces_in_window;  // what is read ahead, too
  stays_.reserve(end - first_piece_);
  for (std::uint64_t piece = first_piece_; piece < end; ++piece)
    stays_.push_back(cached_share(file, piece_at(piece)).value_or(1) > 0);
}

ReadBehind::~ReadBehind() {
  if (!stays_.empty()) drop_up_to(std::min<std::uint64_t>(furthest_ + pieces_in_window, stays_.size()));
}

void ReadBehind::read(Extent extent) {
  if (stays_.empty()) return;
  const std::lock_guard lock(mutex_);
  const std::uint64_t begin = std::max(extent.begin / piece_bytes, first_piece_) - first_piece_;
  const std::uint64_t end = (extent.end + piece_bytes - 1) / piece_bytes - first_piece_;
  dropped_ = std::min(dropped_, begin);  // again, where a thread has come late
  furthest_ = std::max(furthest_, end);
  if (furthest_ >= dropped_ + 2 * pieces_in_window) drop_up_to(furthest_ - pieces_in_window);
}

void ReadBehind::drop_up_to(std::uint64_t piece) {
  while (dropped_ < piece) {
    const std::uint64_t begin = dropped_;
    while (dropped_ < piece && stays_[dropped_] == stays_[begin]) ++dropped_;
    if (!stays_[begin])
      drop_from_cache(file_, {piece_at(first_piece_ + begin).begin, piece_at(first_piece_ + dropped_).begin});
  }
}

}  // namespace squares
