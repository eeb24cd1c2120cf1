#include "commands/report.hpp"

#include "commands/read_files.hpp"
#include "report/files_report.hpp"
#include "report/json.hpp"
#include "report/streams.hpp"
#include "report/trace.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

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
  Files files = read_files(options.operands);
  const Existing existing = options.force ? Existing::replaced : Existing::kept;
  if (options.trace) write_trace(*options.trace, files, existing);
  if (options.html) write_page(*options.html, files, existing);
  print(options.json    ? document(files_json(files))
        : options.csv   ? files_csv(files)
        : options.quiet ? ""
                        : files_text(files));
  return Exit::done;
}

}  // namespace squares
