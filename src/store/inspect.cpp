#include "store/inspect.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <system_error>

#include "store/nodes_file.hpp"
#include "store/read_facts.hpp"
#include "store/read_objects.hpp"
#include "store/schema.hpp"
#include "store/study_file.hpp"
#include "system/bytes.hpp"
#include "system/file.hpp"
#include "system/own_process.hpp"
#include "system/paths.hpp"

namespace squares {
namespace {

constexpr std::uint64_t most_metadata_bytes = std::uint64_t{128} << 20;
constexpr std::uint64_t most_facts_bytes = std::uint64_t{1} << 30;
constexpr const char* verify_it =
    "copy it again; squares verify says what is left of it, and --reopen makes that a part";

// Of a file: what it holds.
enum class Kind : std::uint32_t { run, study, nodes };

// All parts of an answer, visited in the same order when it is sent and when it is received.
template <Described Record>
void each_member(auto& record, const auto& visit) {
  each_column<Record>([&](const auto& column) { visit(record.*column.member); });
}

template <class Facts>
concept OfRun = std::is_same_v<std::remove_const_t<Facts>, FileFacts>;
template <class Facts>
concept OfStudy = std::is_same_v<std::remove_const_t<Facts>, StudyFacts>;
template <class Facts>
concept OfNodes = std::is_same_v<std::remove_const_t<Facts>, NodesFacts>;

void each_part(OfRun auto& facts, const auto& visit) {
  visit(facts.head);
  visit(facts.ranks);
  visit(facts.threads);
  visit(facts.schedule);
  visit(facts.phases);
  each_member<Storage>(facts.storage, visit);
  each_member<ReadSources>(facts.sources, visit);
  each_member<Traffic>(facts.traffic, visit);
  each_member<Provenance>(facts.provenance, visit);
}

void each_part(OfStudy auto& facts, const auto& visit) {
  visit(facts.study.samples);
  each_member<StudyResult>(facts.study, visit);
  visit(facts.claims);
  visit(facts.figures);
  each_member<ClaimsSetting>(facts.claims_setting, visit);
  each_member<Provenance>(facts.provenance, visit);
  visit(facts.file_bytes);
}

void each_part(OfNodes auto& facts, const auto& visit) {
  visit(facts.measured.samples);
  visit(facts.measured.links);
  visit(facts.measured.facts);
  visit(facts.measured.wrong);
  each_member<NodesResult>(facts.measured, visit);
  each_member<Provenance>(facts.provenance, visit);
}

void pack(BytesOut& out, const auto& facts) {
  each_part(facts, [&](const auto& part) { out.put(part); });
}

void unpack(const std::string& path, BytesIn& in, auto& facts) {
  try {
    each_part(facts, [&](auto& part) { in.get(part); });
  } catch (const std::runtime_error& error) {
    throw not_ours(path, error.what());
  }
}

[[noreturn]] void refuse_unreadable(const std::string& path) {
  throw Error(Exit::no_input, std::string("cannot read it: ") + std::strerror(errno), path,
              "correct the name, or ask for the right to read it");
}

void check_readable(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) refuse_unreadable(path);
  if (!S_ISREG(status.st_mode)) throw not_ours(path, "is no regular file");
  if (status.st_size == 0) throw not_ours(path, "is empty");
  if (::access(path.c_str(), R_OK) != 0) refuse_unreadable(path);
}

void expect_whole_file(const std::string& path, const std::string& remedy) {
  if (const auto length = length_before_truncation(path)) {
    throw Error(Exit::wrong_value,
                "truncated file: " + std::to_string(bytes_of_file(path)) + " of its " + std::to_string(*length) +
                    " bytes are left",
                path, remedy);
  }
}

// What `read` puts into its answer, in a process of its own.
Bytes answer_of(const std::string& path, const std::function<void(BytesOut&)>& read) {
  const auto answer = [&] {
    BytesOut out;
    out.put(std::string());  // there is no reason against it
    try {
      read(out);
    } catch (const UnknownSchema& unknown) {
      out = BytesOut();
      out.put(std::string(unknown.what()));
    }
    return out.bytes();
  };
  return in_own_process(path, answer, most_facts_bytes);
}

// Throws LaterSchema.
void refuse_later_schema(const std::string& path, BytesIn& answer) {
  std::string why;
  answer.get(why);
  if (!why.empty()) throw LaterSchema(Exit::no_input, why, path, "use the squares that made it, or a later one");
}

FileFacts read_in_own_process(const std::string& path) {
  const Bytes answer = answer_of(path, [&](BytesOut& out) { pack(out, read_facts(path)); });
  BytesIn in(answer);
  refuse_later_schema(path, in);
  FileFacts facts;
  unpack(path, in, facts);
  return facts;
}

}  // namespace

// The superblock (version 0) says how long the file is.
std::optional<std::uint64_t> length_before_truncation(const std::string& path) {
  check_readable(path);
  constexpr std::array<unsigned char, 8> signature{0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  std::array<unsigned char, 48> block{};
  const RawFile file(path);
  const std::uint64_t bytes = file.size();
  if (bytes < block.size()) return std::nullopt;
  file.read(0, std::as_writable_bytes(std::span(block)));
  if (!std::equal(signature.begin(), signature.end(), block.begin()) || block[8] != 0) return std::nullopt;
  std::uint64_t length = 0;
  std::memcpy(&length, &block[40], sizeof length);
  return length > bytes && length < std::uint64_t{1} << 62 ? std::optional(length) : std::nullopt;
}

FileFacts inspect(const std::string& path) {
  expect_whole_file(path, verify_it);
  return read_in_own_process(path);
}

std::variant<FileFacts, StudyFacts, NodesFacts> inspect_any(const std::string& path) {
  expect_whole_file(path, verify_it);
  const Bytes answer = answer_of(path, [&](BytesOut& out) {
    const Kind kind = is_nodes(path) ? Kind::nodes : is_study(path) ? Kind::study : Kind::run;
    out.put(kind);
    if (kind == Kind::nodes)
      pack(out, read_nodes(path));
    else
      kind == Kind::study ? pack(out, read_study(path)) : pack(out, read_facts(path));
  });
  BytesIn in(answer);
  refuse_later_schema(path, in);
  Kind kind = Kind::run;
  in.get(kind);
  std::variant<FileFacts, StudyFacts, NodesFacts> facts;
  if (kind == Kind::study) facts = StudyFacts();
  if (kind == Kind::nodes) facts = NodesFacts();
  std::visit([&](auto& some) { unpack(path, in, some); }, facts);
  return facts;
}

FileFacts inspect_what_is_left(const std::string& path) {
  const auto length = length_before_truncation(path);
  if (!length) return inspect(path);
  // The metadata is at the beginning: HDF5 gets to see that, in a file that is as long as this one was.
  std::error_code failed;
  std::string begin = (std::filesystem::temp_directory_path(failed) / "squares-begin-XXXXXX").string();
  const int fd = failed ? -1 : ::mkstemp(begin.data());
  if (fd < 0) expect_whole_file(path, "see that there is room for temporary files (TMPDIR), and try again");
  ::close(fd);
  FileFacts facts;
  try {
    const RawFile from(path);
    std::vector<std::byte> bytes(std::min(from.size(), most_metadata_bytes));
    from.read(0, bytes);
    const RawFile to(begin, O_WRONLY);
    to.write(0, bytes);
    to.resize(*length);
    facts = read_in_own_process(begin);
    if (!facts.head.places) expect_whole_file(path, "");  // HDF5 alone finds its values, and cannot open it
  } catch (const Error&) {
    ::unlink(begin.c_str());
    expect_whole_file(path, "what is left does not even say what it was: compute it again");
    throw;
  }
  ::unlink(begin.c_str());
  return facts;
}

}  // namespace squares
