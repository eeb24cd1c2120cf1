#include "store/metadata_copy.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/crc32c.hpp"
#include "system/bytes.hpp"
#include "system/file.hpp"
#include "system/paths.hpp"

namespace squares {
namespace {

// The copy: a header, then for each piece its place, how long it is, and its bytes, then the CRC-32C of all that.
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

Header header_of(const Bytes& copy) {
  Header header{};
  std::memcpy(&header, copy.data(), sizeof header);
  return header;
}

// The copy but for its checksum; empty where that does not hold, or `copy` is none.
Bytes read_copy(const std::string& copy) {
  if (!is_regular_file(copy)) return {};
  const RawFile file(copy);
  Bytes all(file.size());
  file.read(0, all);
  std::uint32_t crc = 0;
  if (all.size() < sizeof crc) return {};
  const std::size_t end = all.size() - sizeof crc;
  std::memcpy(&crc, &all[end], sizeof crc);
  all.resize(end);
  const bool is_whole = crc == crc32c(all) && all.size() >= sizeof(Header) && header_of(all).magic == magic;
  return is_whole ? all : Bytes();
}

void write_back(const Bytes& copy, const std::string& part) {
  BytesIn in(copy);
  Header header{};
  in.get(header);
  const RawFile to(part, O_WRONLY | O_NOFOLLOW);
  for (std::uint64_t i = 0; i < header.pieces; ++i) {
    std::uint64_t offset = 0;
    Bytes bytes;
    in.get(offset);
    in.get(bytes);
    to.write(offset, bytes);
  }
  to.resize(header.file_bytes);
  to.sync();
}

}  // namespace

void save_metadata(const std::string& part, const std::string& copy, std::span<const DataExtent> data) {
  const RawFile from(part);
  const std::uint64_t file_bytes = from.size();
  const std::vector<Piece> pieces = metadata_of(file_bytes, data);
  BytesOut out;
  out.put(Header{magic, file_bytes, pieces.size()});
  for (const Piece& piece : pieces) {
    Bytes bytes(piece.bytes);
    from.read(piece.offset, bytes);
    out.put(piece.offset);
    out.put(bytes);
  }
  out.put(crc32c(out.bytes()));

  // A copy that has its name is whole.
  const std::string unfinished = copy + ".new";
  create_file(unfinished);
  const RawFile to(unfinished, O_WRONLY);
  to.write(0, out.bytes());
  to.sync();
  rename_file(unfinished, copy, Existing::kept);
  sync_folder_of(copy);
}

bool is_metadata_copy(const std::string& copy) { return !read_copy(copy).empty(); }

bool restore_metadata(const std::string& part, const std::string& copy) {
  const Bytes bytes = read_copy(copy);
  if (bytes.empty()) return false;
  write_back(bytes, part);
  ::unlink(copy.c_str());
  return true;
}

}  // namespace squares
