#include <fmt/format.h>

#include "report/claims_report.hpp"
#include "report/format.hpp"
#include "report/html_parts.hpp"
#include "report/html_text.hpp"

namespace squares {
namespace {

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

std::string claims_html(const std::vector<ClaimResult>& claims, const ClaimsSetting& setting) {
  const std::string python = setting.python.empty() ? "no Python" : "Python " + setting.python;
  std::string html = fmt::format(
      "<h2>Threads or processes?</h2>\n<p>{} of the lesson, tested on {} with {}, {}, in "
      "{:.0f} s.{}</p>\n",
      plural(claims.size(), "sentence"), escaped(setting.host), plural(setting.processors, "processor"),
      escaped(python), setting.seconds, setting.control ? " Each with the one change that must turn its verdict." : "");
  for (const ClaimResult& claim : claims) html += claim_html(claim);
  return html + "<p class=\"soft\">" + brackets_text(claims) + "</p>\n";
}

}  // namespace squares
