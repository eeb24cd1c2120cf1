#include "run/read_sources.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cmath>

#include "core/error.hpp"
#include "system/file.hpp"
#include "system/file_system.hpp"

namespace squares {
namespace {

ReadSources bytes_from(const Source& source, std::uint64_t bytes) {
  if (source.from_other_node) return {.other_node = bytes};
  if (source.medium == Medium::memory) return {.memory = bytes};
  if (!source.cached) return {.unknown = bytes};
  ReadSources from{.cache = static_cast<std::uint64_t>(std::llround(*source.cached * static_cast<double>(bytes)))};
  (source.medium == Medium::disk     ? from.device
   : source.medium == Medium::server ? from.other_node
                                     : from.unknown) = bytes - from.cache;
  return from;
}

bool is_disk_or_server(Medium medium) { return medium == Medium::disk || medium == Medium::server; }

void refuse_cached(const Source& source, const std::string& part) {
  constexpr const char* remedy = "all blocks are stored: --resume --verify file compares them as they are read";
  if (source.from_other_node || (is_disk_or_server(source.medium) && source.cached == 0.0)) return;
  if (source.cached > 0.0) {
    throw Error(Exit::io,
                fmt::format("{:.1f} % of what is to be read from the disk stays in the page cache of this node",
                            100 * *source.cached),
                part, remedy);
  }
  throw Error(Exit::io, "whether what is to be read is in the page cache of this node, the system does not tell", part,
              remedy);
}

}  // namespace

Source look_before_reading(const Start& start, const Launched& launched, const Opened& opened, const ToRead& to_read) {
  const bool insists = launched.plan.verify == Verify::disk;
  const PartFile& file = *opened.file;
  Source source{.medium = file.medium(), .from_other_node = to_read.from_other_node, .cached = 0};
  const auto scope = opened.watchdog->during(Doing::collective);
  if (insists) {
    start.world.together([&] {
      const auto writing = opened.watchdog->during(Doing::file_io);
      file.leave_cache();
    });
  }
  start.world.together([&] {
    if (to_read.first) source.cached = file.cached_share(*to_read.first, to_read.last);
    if (insists && to_read.first) refuse_cached(source, launched.part);
  });
  return source;
}

ReadSources bytes_of_all(const World& world, const Source& source, std::uint64_t bytes) {
  ReadSources sources = bytes_from(source, bytes);
  each_column<ReadSources>([&](const auto& column) { sources.*column.member = world.sum(sources.*column.member); });
  return sources;
}

void expect_disk_below(const std::string& output) {
  const FolderFacts folder = look_at_folder(output);
  const Medium medium = medium_of(Descriptor(folder.path, O_RDONLY));
  constexpr const char* remedy =
      "give an --output on a disk of this node (ext4, XFS, Btrfs, F2FS) or on a server, ranks on several nodes, or "
      "--verify file";
  if (is_disk_or_server(medium)) return;
  if (medium == Medium::memory) {
    throw Error(Exit::cannot_create,
                fmt::format("nothing there can be read back from a disk: {} lies in memory", folder.type), folder.path,
                remedy);
  }
  throw Error(Exit::cannot_create,
              fmt::format("where values come from when they are read back from {} cannot be told", folder.type),
              folder.path, remedy);
}

}  // namespace squares
