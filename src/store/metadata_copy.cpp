#include "store/metadata_copy.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "core/crc32c.hpp"
#include "store/descriptor.hpp"
#include "store/raw_file.hpp"
#include "store/space.hpp"

namespace squares {
namespace {

// The copy: a header, then for each piece its place and its bytes, then the CRC-32C of all that.
struct Header {
  std::uint64_t magic;
  std::uint64_t file_bytes;
  std::uint64_t pieces;
};
struct Piece {
  std::uint64_t offset;
  std::uint64_t bytes;
};
constexpr std::uint64_t magic = 0x31617461'64617465;

using Bytes = std::vector<std::byte>;

template <class Value>
void put(Bytes& bytes, const Value& value) {
  const auto raw = std::as_bytes(std::span(&value, 1));
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

template <class Value>
bool take(std::span<const std::byte>& bytes, Value& value) {
  if (bytes.size() < sizeof value) return false;
  std::copy_n(bytes.begin(), sizeof value, std::as_writable_bytes(std::span(&value, 1)).begin());
  bytes = bytes.subspan(sizeof value);
  return true;
}

// What lies between the data.
std::vector<Piece> metadata_of(std::uint64_t file_bytes, std::span<const DataExtent> data) {
  std::vector<DataExtent> sorted(data.begin(), data.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
  std::vector<Piece> pieces;
  std::uint64_t position = 0;
  for (const DataExtent& extent : sorted) {
    if (extent.offset > position) pieces.push_back({position, extent.offset - position});
    position = extent.offset + extent.bytes;
  }
  if (file_bytes > position) pieces.push_back({position, file_bytes - position});
  return pieces;
}

}  // namespace

void save_metadata(const std::string& part, const std::string& copy, std::span<const DataExtent> data) {
  const RawFile from(part);
  const std::uint64_t file_bytes = from.size();
  const std::vector<Piece> pieces = metadata_of(file_bytes, data);
  Bytes all;
  put(all, Header{magic, file_bytes, pieces.size()});
  for (const Piece& piece : pieces) {
    put(all, piece);
    const std::size_t begin = all.size();
    all.resize(begin + piece.bytes);
    from.read(piece.offset, std::span(all).subspan(begin));
  }
  put(all, crc32c(all));

  // A copy that has its name is whole.
  const std::string unfinished = copy + ".new";
  const Descriptor made(unfinished, O_WRONLY | O_CREAT | O_TRUNC);
  const RawFile to(unfinished, true);
  to.write(0, all);
  to.sync();
  if (std::rename(unfinished.c_str(), copy.c_str()) != 0) made.fail("rename it");
  sync_to_disk(std::filesystem::path(copy).parent_path());
}

bool restore_metadata(const std::string& part, const std::string& copy) {
  ::unlink((copy + ".new").c_str());
  if (!std::filesystem::exists(copy)) return false;
  const RawFile from(copy);
  Bytes all(from.size());
  from.read(0, all);
  std::span<const std::byte> rest(all);
  std::uint32_t crc = 0;
  std::span<const std::byte> end = rest.last(std::min(rest.size(), sizeof crc));
  Header header{};
  const bool whole = take(end, crc) && crc == crc32c(rest.first(rest.size() - sizeof crc)) && take(rest, header) &&
                     header.magic == magic;
  if (whole) {
    const RawFile to(part, true);
    for (std::uint64_t i = 0; i < header.pieces; ++i) {
      Piece piece{};
      if (!take(rest, piece) || rest.size() < piece.bytes) break;
      to.write(piece.offset, rest.first(piece.bytes));
      rest = rest.subspan(piece.bytes);
    }
    to.resize(header.file_bytes);
    to.sync();
  }
  ::unlink(copy.c_str());
  return whole;
}

}  // namespace squares
