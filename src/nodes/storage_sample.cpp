#include "nodes/storage_sample.hpp"

#include <array>
#include <utility>

#include "core/square.hpp"
#include "core/stopwatch.hpp"
#include "nodes/wrong_words.hpp"
#include "store/output.hpp"
#include "system/file_system.hpp"
#include "system/page_cache.hpp"

namespace squares {
namespace {

constexpr std::uint64_t blocks = 32, block_words = 1U << 15, words = blocks * block_words;  // 8 MiB of 256 KiB each
constexpr std::uint64_t bytes = words * sizeof(std::uint64_t), block_bytes = bytes / blocks;
constexpr std::uint32_t small_files = 8;
constexpr std::size_t small_bytes = 4096;

constexpr std::uint32_t shared = 0;  // the number of the file that all nodes write; small ones follow

std::string name_of(const std::string& output, std::uint32_t number) { return sample_of(output, "nodes", number); }

std::span<std::uint64_t> block_of(const Buffer& memory, std::uint64_t block) {
  return {memory.words() + block * block_words, block_words};
}

RankTiming timing_of(NodeFigure figure, std::uint64_t amount, double seconds) {
  return {.figure = static_cast<std::uint32_t>(figure), .amount = amount, .seconds = seconds};
}

}  // namespace

StorageSamples::StorageSamples(std::string output, std::uint32_t node)
    : output_(std::move(output)), node_(node), file_(name_of(output_, shared), O_RDWR), memory_(words) {}

std::uint32_t StorageSamples::files(std::uint32_t nodes) { return shared + 1 + small_files * nodes; }

PassingFile StorageSamples::make_file(const std::string& output, std::uint32_t nodes) {
  const std::string path = name_of(output, shared);
  PassingFile made = PassingFile::make(path);
  RawFile(path, O_WRONLY).resize(bytes * nodes);
  reserve_space(path);
  return made;
}

RankTiming StorageSamples::write(std::uint32_t round) {
  for (std::uint64_t block = 0; block < blocks; ++block)
    fill_squares(Width::narrow, block_of(memory_, block), first_number(round, node_, node_, block));
  const Stopwatch clock;
  for (std::uint64_t block = 0; block < blocks; ++block)
    file_.write(node_ * bytes + block * block_bytes, std::as_bytes(block_of(memory_, block)));
  file_.sync();
  return timing_of(NodeFigure::write, bytes, clock.seconds());
}

RankTiming StorageSamples::read(std::uint32_t round, std::uint32_t writer, std::optional<WrongValue>& wrong) {
  const std::uint64_t begin = writer * bytes;
  const Extent extent{begin, begin + bytes};
  drop_from_cache(file_.descriptor(), extent);
  const double cached = cached_share(file_.descriptor(), extent).value_or(unknown_s);
  const Stopwatch clock;
  for (std::uint64_t block = 0; block < blocks; ++block)
    file_.read(begin + block * block_bytes, std::as_writable_bytes(block_of(memory_, block)));
  RankTiming timing = timing_of(NodeFigure::read, bytes, clock.seconds());
  timing.cached_share = cached;
  for (std::uint64_t block = 0; block < blocks && !wrong; ++block) {
    wrong = first_wrong(block_of(memory_, block), first_number(round, writer, writer, block));
    if (wrong) wrong->byte += begin + block * block_bytes;
  }
  return timing;
}

RankTiming StorageSamples::create() const {
  const std::array<std::byte, small_bytes> content{};
  const Stopwatch clock;
  for (std::uint32_t i = 0; i < small_files; ++i) {
    const std::string path = name_of(output_, shared + 1 + small_files * node_ + i);
    const PassingFile made = PassingFile::make(path);
    const RawFile file(path, O_WRONLY);
    file.write(0, content);
    file.sync();
  }
  return timing_of(NodeFigure::create, small_files, clock.seconds());
}

}  // namespace squares
