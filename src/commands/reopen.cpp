#include "commands/reopen.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "core/ledger.hpp"
#include "run/provenance.hpp"
#include "store/attempts.hpp"
#include "store/complete.hpp"
#include "store/inspect.hpp"
#include "store/metadata_copy.hpp"
#include "store/output.hpp"
#include "store/part_file.hpp"
#include "system/file.hpp"
#include "system/lock.hpp"
#include "system/paths.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

// As long as it lives no run takes the file's name or its part.
class RunsKeptAway {
 public:
  explicit RunsKeptAway(const Output& output)
      : lock_(
            Lock::of_master(output.lock(), runs_since + provenance_of(reopening_command).created + ", to reopen it")) {
    output.prepare_to_reopen(lock_->was_left_by(runs_since));
  }

 private:
  PassingLock lock_;
};

void refuse_existing_part(const Output& output) {
  if (!output.part_exists()) return;
  throw Error(Exit::cannot_create, "there is a part already", output.part(),
              "finish it with --resume or remove it, then reopen the file");
}

void refuse_part(const std::string& path) {
  constexpr std::string_view end = ".part";
  if (!path.ends_with(end)) return;
  throw Error(Exit::usage, "a part is not reopened, --resume computes what is wrong in it", path,
              "squares report " + quoted_file(path) + " tells how to finish it");
}

// Only what squares has written itself becomes a part, into which it writes.
void refuse_other_layout(const FileFacts::Head& head, const std::string& path) {
  if (head.places) return;
  const std::string plain = path + ".plain";
  throw Error(Exit::no_input, "only a file as squares writes it can be reopened, and this one was stored anew", path,
              "h5repack -l CONTI -f NONE " + quoted_file(path) + " " + quoted_file(plain) +
                  ", then squares verify --reopen " + quoted_file(plain));
}

// From here on the name stands for nothing.
void become_part(const Output& output) {
  rename_file(output.path(), output.part(), Existing::kept);
  sync_folder_of(output.path());
}

void open_rows(const FileVerdict& file, const std::string& part) {
  const FileFacts::Head& head = file.facts.head;
  const RawFile raw(part, O_WRONLY);
  for (const Finding& finding : file.findings) {
    const LedgerRow row = open_row(head.plan.block(finding.block));
    raw.write(head.places->ledger + finding.block * sizeof row, std::as_bytes(std::span(&row, 1)));
  }
  raw.sync();
}

void copy_bytes(const RawFile& from, std::uint64_t source, const RawFile& to, std::uint64_t target,
                std::uint64_t bytes) {
  std::vector<std::byte> buffer(std::size_t{1} << 20);
  for (std::uint64_t done = 0; done < bytes;) {
    const auto piece = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), bytes - done));
    from.read(source + done, piece);
    to.write(target + done, piece);
    done += piece.size();
  }
}

// Metadata that is damaged cannot be mended in place: a new part takes over the squares and the rows.
void rebuild(const FileFacts::Head& head, const std::string& part) {
  const std::string rebuilt = Output::rebuilt_of(part);
  create_part(rebuilt, head.plan, provenance_of(reopening_command));
  const FileFacts::Head fresh = inspect(rebuilt).head;
  const RawFile from(part);
  const RawFile to(rebuilt, O_WRONLY);
  copy_bytes(from, head.places->squares, to, fresh.places->squares, head.plan.data_bytes());
  copy_bytes(from, head.places->ledger, to, fresh.places->ledger, head.plan.blocks * sizeof(LedgerRow));
  to.sync();
  rename_file(rebuilt, part, Existing::replaced);
  sync_folder_of(part);
}

// As at the end of a run: a kill in between is undone by the next --resume.
void take_mark_away(const FileFacts::Head& head, const Output& output) {
  save_metadata(output.part(), output.metadata(),
                std::array{DataExtent{head.places->squares, head.plan.data_bytes()},
                           DataExtent{head.places->ledger, head.plan.blocks * sizeof(LedgerRow)}});
  mark_incomplete(output.part());
  remove_file(output.metadata());
}

}  // namespace

std::string part_if_truncated(const std::string& path) {
  refuse_part(path);
  const auto length = length_before_truncation(path);
  if (!length) return path;
  const Output output(path);
  const RunsKeptAway kept_away(output);
  refuse_existing_part(output);
  const std::uint64_t left = bytes_of_file(path);
  become_part(output);
  const RawFile part(output.part(), O_WRONLY);
  try {
    part.resize(*length);
    refuse_other_layout(inspect(output.part()).head, path);
  } catch (const Error&) {
    // What is left does not even say what it was.
    part.resize(left);
    rename_file(output.part(), path, Existing::kept);
    throw;
  }
  return output.part();
}

void reopen(FileVerdict& file, const std::string& path, const std::string& place) {
  const bool is_part_already = place != path;
  if (!file.is_wrong() && !is_part_already) return;
  refuse_other_layout(file.facts.head, path);
  const Output output(path);
  const RunsKeptAway kept_away(output);
  if (!is_part_already) refuse_existing_part(output);
  append_attempt(output.attempts(), file.facts.ranks, file.facts.threads);
  if (!is_part_already) become_part(output);
  open_rows(file, output.part());
  if (is_part_already || file.facts.head.broken_tables != 0)
    rebuild(file.facts.head, output.part());
  else
    take_mark_away(file.facts.head, output);
  file.reopened = true;
}

}  // namespace squares
