#include "commands/report.hpp"

#include <filesystem>

#include "commands/outputs.hpp"
#include "commands/read_files.hpp"
#include "report/files_report.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/streams.hpp"
#include "report/trace.hpp"
#include "system/file.hpp"
#include "system/paths.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

// People give the file behind the option, as they do behind --html.
void refuse_output_as_input(const ReportOptions& options) {
  const std::string kind = options.csv ? "csv" : options.json ? "json" : "";
  if (kind.empty()) return;
  for (const std::string& file : options.operands) {
    if (std::filesystem::path(file).extension() != "." + kind || is_anything_there(file)) continue;
    const std::string option = "--" + kind;
    throw Error(Exit::usage, option + " prints to stdout, and takes no file", file,
                "redirect it: " + option + " > " + quoted_file(file));
  }
}

// Where the files are that were asked for.
std::string written_text(const ReportOptions& options) {
  std::string text;
  if (options.html) text += page_text(*options.html);
  if (options.trace) text += "trace:   " + printable(*options.trace) + ", for https://ui.perfetto.dev\n";
  return text;
}

void write_trace(const std::string& path, Files& files, Existing existing) {
  if (files.runs.size() != 1 || files.size() != 1) {
    throw Error(Exit::usage, "a trace shows one finished run", "--trace", "give one such file");
  }
  read_timeline_of(files.runs.front(), pieces_in_trace);
  write_text_file(path, trace_of(files.runs.front()), existing);
}

void write_page(const std::string& path, Files& files, Existing existing) {
  for (RunFile& run : files.runs) read_timeline_of(run, pieces_in_page);
  write_text_file(path, files_html(files), existing);
}

}  // namespace

Exit report_files(const ReportOptions& options) {
  refuse_output_as_input(options);
  expect_apart({{"--html", options.html}, {"--trace", options.trace}}, options.operands);
  Files files = read_files(options.operands);
  const Existing existing = by_force(options.force);
  if (options.trace) write_trace(*options.trace, files, existing);
  if (options.html) write_page(*options.html, files, existing);
  print(options.json    ? document(files_json(files))
        : options.csv   ? files_csv(files)
        : options.quiet ? ""
                        : files_text(files) + written_text(options));
  return Exit::done;
}

}  // namespace squares
