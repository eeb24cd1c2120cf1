#include "report/claims_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/format.hpp"
#include "report/html.hpp"

namespace squares {
namespace {

// With three digits that count, in a unit that suits.
std::string number_text(double value, const std::string& unit) {
  if (unit == "bytes") {
    if (value >= 0 && value < 0x1p64) return human_bytes(static_cast<std::uint64_t>(value));
    return value < 0 ? fmt::format("{:.0f} B", value) : fmt::format("{:.3g} B", value);
  }
  if (unit == "s") {
    const double size = std::abs(value);
    if (size < 1e-6) return fmt::format("{:.3g} ns", 1e9 * value);
    if (size < 1e-3) return fmt::format("{:.3g} us", 1e6 * value);
    return size < 1 ? fmt::format("{:.3g} ms", 1e3 * value) : fmt::format("{:.3g} s", value);
  }
  if (value == std::round(value)) return fmt::format("{:.0f}", value);
  return std::abs(value) < 100 ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value);
}

constexpr std::size_t margin = 24;  // of the sentences

// On lines of its own.
std::string indented(const std::string& text) { return std::string(margin, ' ') + hanging(text, margin) + "\n"; }

std::string claim_text(const ClaimResult& claim, bool whole) {
  std::string head = fmt::format("{:<4}{:<10}{:<10}", claim.id, to_text(claim.verdict),
                                 claim.verdict_without_lock ? to_text(*claim.verdict_without_lock) : "");
  std::string text = head + hanging(claim.sentence, margin) + "\n";
  if (whole) text += indented(claim.experiment);
  // Otherwise the figure that decided, and its like without the lock, in Python, or in another way.
  const auto decides = [&](std::size_t i) {
    const Figure& figure = claim.figures[i];
    return i == 0 || (i == 1 && !claim.figures[0].interval) || figure.name.starts_with("Python") ||
           figure.name.starts_with("the same by") || (i == 1 && claim.verdict_without_lock);
  };
  for (std::size_t i = 0; i < claim.figures.size(); ++i) {
    if (whole || decides(i)) text += indented("- " + figure_text(claim.figures[i]));
  }
  if (!claim.why.empty()) text += indented("- " + claim.why);
  return text;
}

Json figure_json(const Figure& figure) {
  Json json{{"name", figure.name}, {"unit", figure.unit}, {"value", figure.value}, {"samples", figure.samples}};
  if (figure.interval) json["interval"] = interval_json(*figure.interval);
  return json;
}

std::size_t count(std::span<const ClaimResult> claims, Verdict verdict) {
  return static_cast<std::size_t>(
      std::count_if(claims.begin(), claims.end(), [=](const ClaimResult& claim) { return claim.verdict == verdict; }));
}

// "in brackets: where the median lies, with 95 % confidence": less where a figure has too few samples for that, ""
// where none has an interval.
std::string brackets_text(std::span<const ClaimResult> claims) {
  double confidence = 1;
  for (const ClaimResult& claim : claims) {
    for (const Figure& figure : claim.figures) {
      if (figure.interval) confidence = std::min(confidence, figure.interval->confidence);
    }
  }
  return confidence == 1
             ? ""
             : fmt::format("in brackets: where the median lies, with {:.0f} % confidence", 100 * confidence);
}

std::string tested_text(std::span<const ClaimResult> claims, const ClaimsSetting& setting) {
  return fmt::format("{} of the lesson, tested on {} with {}", plural(claims.size(), "sentence"), setting.host,
                     plural(setting.processors, "processor"));
}

std::vector<std::string> setting_lines(const ClaimsSetting& setting) {
  std::vector<std::string> lines{"python: " + (setting.python.empty() ? "none" : setting.python)};
  if (setting.control != 0)
    lines.emplace_back("control: each experiment with the one change that must turn its verdict");
  return lines;
}

std::vector<std::string> summary_lines(std::span<const ClaimResult> claims, const ClaimsSetting& setting) {
  std::vector<std::string> lines{fmt::format("{} TRUE, {} FALSE, {} UNCLEAR, {} UNTESTED, in {:.1f} s",
                                             count(claims, Verdict::is_true), count(claims, Verdict::is_false),
                                             count(claims, Verdict::unclear), count(claims, Verdict::untested),
                                             setting.seconds)};
  if (const std::string brackets = brackets_text(claims); !brackets.empty()) lines.push_back(brackets);
  return lines;
}

std::string verdict_html(Verdict verdict) {
  const char* colour = verdict == Verdict::is_true    ? "good"
                       : verdict == Verdict::is_false ? "bad"
                       : verdict == Verdict::unclear  ? "warn"
                                                      : "soft";
  return fmt::format("<b class=\"{}\">{}</b>", colour, to_text(verdict));
}

std::string claim_html(const ClaimResult& claim) {
  std::string html = fmt::format("<div class=\"claim\">\n<p>{} {} {}", escaped(claim.id), verdict_html(claim.verdict),
                                 escaped(claim.sentence));
  if (claim.verdict_without_lock) html += "; without a lock: " + verdict_html(*claim.verdict_without_lock);
  html += "</p>\n<p class=\"soft\">" + escaped(claim.experiment) + " " + escaped(claim.why) + "</p>\n<ul>\n";
  for (const Figure& figure : claim.figures) html += "<li>" + escaped(figure_text(figure)) + "</li>\n";
  return html + "</ul>\n</div>\n";
}

}  // namespace

std::string figure_text(const Figure& figure) {
  std::string text = fmt::format("{}: {}", figure.name, number_text(figure.value, figure.unit));
  if (figure.interval && figure.interval->low < figure.interval->high) {
    text += fmt::format(" ({} to {})", number_text(figure.interval->low, figure.unit),
                        number_text(figure.interval->high, figure.unit));
  }
  return text;
}

std::string claims_text(std::span<const ClaimResult> claims, const ClaimsSetting& setting, bool whole) {
  std::string text = "threads or processes? " + tested_text(claims, setting) + "\n";
  for (const std::string& line : setting_lines(setting)) text += line + "\n";
  text += fmt::format("\n{:<4}{:<10}without\n{:<4}{:<10}{:<10}{}\n", "", "", "id", "verdict", "a lock",
                      "claim, and what was measured");
  for (const ClaimResult& claim : claims) text += claim_text(claim, whole);
  text += "\n";
  for (const std::string& line : summary_lines(claims, setting)) text += line + "\n";
  if (!whole) text += "squares claims ID shows all figures of a claim, --control what would turn it\n";
  return text;
}

std::string claims_html(std::span<const ClaimResult> claims, const ClaimsSetting& setting) {
  std::string html = "<h2>Threads or processes?</h2>\n" + paragraph_html(tested_text(claims, setting));
  for (const std::string& line : setting_lines(setting)) html += paragraph_html(line);
  for (const ClaimResult& claim : claims) html += claim_html(claim);
  for (const std::string& line : summary_lines(claims, setting)) html += paragraph_html(line, "soft");
  return html;
}

Json claims_json(std::span<const ClaimResult> claims, const ClaimsSetting& setting) {
  Json json{{"host", setting.host},
            {"processors", setting.processors},
            {"python", setting.python},
            {"control", setting.control != 0},
            {"total_s", setting.seconds}};
  json["claims"] = Json::array();
  for (const ClaimResult& claim : claims) {
    Json entry{
        {"id", claim.id},
        {"sentence", claim.sentence},
        {"verdict", to_text(claim.verdict)},
        {"verdict_without_lock", claim.verdict_without_lock ? Json(to_text(*claim.verdict_without_lock)) : Json()},
        {"why", claim.why},
        {"experiment", claim.experiment},
        {"total_s", claim.seconds}};
    entry["figures"] = Json::array();
    for (const Figure& figure : claim.figures) entry["figures"].push_back(figure_json(figure));
    json["claims"].push_back(entry);
  }
  return json;
}

std::string example_text(const PlayedExample& example) {
  constexpr double width = 48;
  const double scale = width / example.total_s;
  const auto column = [&](double seconds) { return static_cast<std::size_t>(seconds * scale); };
  std::string text = hanging(example.id + ": " + example.title, 0) + "\n";
  text += fmt::format("\n{:<12}{:<49}{:>8} {:>9}\n", "", fmt::format("0 to {}", number_text(example.total_s, "s")),
                      "worked", "processor");
  for (const PlayedWorker& worker : example.workers) {
    std::string bar(static_cast<std::size_t>(width) + 1, ' ');
    const std::size_t started = column(worker.started_s), began = column(worker.began_s),
                      ended = column(worker.ended_s), joined = column(worker.joined_s);
    for (std::size_t i = started; i < bar.size() && i <= joined; ++i) bar[i] = i < began ? '-' : i <= ended ? '#' : '.';
    text += fmt::format("{:<12}{}{:>8} {:>9}\n", worker.name, bar, number_text(worker.ended_s - worker.began_s, "s"),
                        worker.processor);
  }
  text += "\n- started, and not yet at work   # at work   . done, not yet joined\n";
  return text + fmt::format("all in {}; the same one after the other in one thread: {}\nevery square was checked\n",
                            number_text(example.total_s, "s"), number_text(example.alone_s, "s"));
}

Json example_json(const PlayedExample& example) {
  Json json{
      {"example", example.id}, {"title", example.title}, {"total_s", example.total_s}, {"alone_s", example.alone_s}};
  json["workers"] = Json::array();
  for (const PlayedWorker& worker : example.workers) {
    json["workers"].push_back({{"name", worker.name},
                               {"numbers", worker.numbers},
                               {"started_s", worker.started_s},
                               {"began_s", worker.began_s},
                               {"ended_s", worker.ended_s},
                               {"joined_s", worker.joined_s},
                               {"processor", worker.processor}});
  }
  return json;
}

}  // namespace squares
