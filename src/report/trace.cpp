#include "report/trace.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "report/lanes.hpp"

namespace squares {
namespace {

constexpr std::uint64_t ranks_in_attempt = 1U << 20;  // process numbers of attempts are that far apart

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// The format counts in microseconds. Begin and end are rounded to the nanosecond, so that what does not overlap still
// does not.
std::string times(double begin_s, double end_s) {
  const auto begin = static_cast<std::uint64_t>(std::llround(begin_s * 1e9));
  const auto end = static_cast<std::uint64_t>(std::llround(end_s * 1e9));
  return fmt::format(R"("ts":{}.{:03},"dur":{}.{:03})", begin / 1000, begin % 1000, (end - begin) / 1000,
                     (end - begin) % 1000);
}

class TraceText {
 public:
  template <class... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    text_ += text_.empty() ? "" : ",\n";
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
  }
  void name(const char* what, std::uint64_t process, std::uint32_t thread, const std::string& name) {
    add(R"({{"ph":"M","name":"{}","pid":{},"tid":{},"args":{{"name":{}}}}})", what, process, thread, quoted(name));
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void add_lane(const Lane& lane, std::uint32_t last_attempt, TraceText& trace) {
  const std::uint64_t process = 1 + lane.rank + ranks_in_attempt * (last_attempt - lane.attempt);
  const std::string attempt = lane.attempt == last_attempt ? "" : fmt::format(", attempt {}", lane.attempt);
  trace.name("process_name", process, 0, fmt::format("rank {} on {}{}", lane.rank, lane.host, attempt));
  const auto add = [&](std::uint32_t track, const std::string& name, const std::vector<Event>& events) {
    trace.name("thread_name", process, track, name);
    for (const Event& event : events) {
      trace.add(R"({{"ph":"X","name":"{}","cat":"{}","pid":{},"tid":{},{},"args":{{"blocks":{},"first_block":{}}}}})",
                to_text(event.activity), event.activity == Activity::check ? "check" : "store", process, track,
                times(event.begin_s, event.end_s), event.blocks, event.first_block);
    }
  };
  add(0, "main", lane.main);
  if (lane.threads > 1) add(1, fmt::format("team of {}", lane.threads), lane.team);
}

}  // namespace

std::string trace_of(const RunFile& run) {
  const Lanes lanes = lanes_of(run);
  TraceText trace;
  trace.name("process_name", 0, 0, "phases");
  for (const NamedSpan& phase : lanes.phases) {
    trace.add(R"({{"ph":"X","name":"{}","cat":"phase","pid":0,"tid":0,{}}})", phase.name,
              times(phase.begin_s, phase.end_s));
  }
  for (const Lane& lane : lanes.lanes) add_lane(lane, run.result.attempt, trace);
  return fmt::format(
      "{{\"displayTimeUnit\":\"ms\",\n\"otherData\":{{\"command\":{},\"thinned\":{}}},\n"
      "\"traceEvents\":[\n{}\n]}}\n",
      quoted(run.result.provenance.command), lanes.is_thinned, trace.text());
}

}  // namespace squares
