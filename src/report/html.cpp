#include "report/html.hpp"

#include <cctype>

#include "core/utf8.hpp"
#include "report/format.hpp"

namespace squares {
namespace {

constexpr const char* style = R"(
:root { color-scheme: light dark; --ink: #1d2126; --soft: #5c6570; --paper: #ffffff; --box: #f3f5f7; --line: #d5dae0;
  --good: #18794e; --warn: #9a5b00; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #a3abb5; --paper: #15181c; --box: #1f242a;
  --line: #3a424c; --good: #5dc28f; --warn: #e3a74c; --bad: #f08a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-top: .6rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
p { margin: .4rem 0; }
.verdict { font-weight: 600; font-size: 1.1rem; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.claim { border-left: 4px solid var(--line); padding-left: .8rem; margin: .9rem 0; }
.claim ul { margin: .2rem 0; padding-left: 1.2rem; }
.soft, figcaption, caption { color: var(--soft); font-size: .875rem; }
.missing { border-left: 4px solid var(--warn); padding-left: .7rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.tiles div { background: var(--box); border-radius: .4rem; padding: .5rem .8rem; }
.tiles b { display: block; font-size: 1.15rem; } .tiles span { color: var(--soft); font-size: .875rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; margin: .5rem 0; }
caption { text-align: left; padding-bottom: .3rem; max-width: calc(100vw - 2rem); }
th, td { padding: .2rem .7rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th, td.left { white-space: normal; overflow-wrap: normal; } th { vertical-align: bottom; }
th.left, td.left { text-align: left; min-width: 9rem; }
h2::first-letter, caption::first-letter { text-transform: uppercase; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
pre { background: var(--box); border-radius: .4rem; padding: .6rem .8rem; white-space: pre-wrap; margin: .4rem 0; }
.bar { display: flex; height: 1.3rem; border-radius: .3rem; overflow: hidden; background: var(--box); margin: .6rem 0; }
.bar i { overflow: hidden; padding: 0 .25rem; min-width: 0; font: .8rem/1.3rem system-ui, sans-serif; color: #fff; text-align: center; }
.bar i:empty { padding: 0; }
figure { margin: .8rem 0; } figure svg { display: block; width: 100%; height: auto; }
figure .narrow { display: none; }
@media (max-width: 40rem) { figure .wide { display: none; } figure .narrow { display: block; }
  dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; }
  table { font-size: .8rem; } th, td { padding: .2rem .4rem; } }
@media print { :root { --ink: #000; --soft: #444; --paper: #fff; --box: #f3f5f7; --line: #bbb; --good: #18794e; --warn: #9a5b00; }
  body { max-width: none; font-size: 11pt; }
  figure, table, tr, .tiles, pre, .claim { break-inside: avoid; } h2, h3, .verdict { break-after: avoid; }
  .scroll { overflow: visible; } figure .wide { display: block; } figure .narrow { display: none; } }
)";

}  // namespace

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char letter : valid_utf8(text)) {
    safe += letter == '&'   ? "&amp;"
            : letter == '<' ? "&lt;"
            : letter == '>' ? "&gt;"
            : letter == '"' ? "&quot;"
                            : std::string(1, letter);
  }
  return safe;
}

std::string paragraph_html(std::string text, const std::string& style_class) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  const bool is_closed = text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
  return (style_class.empty() ? "<p>" : "<p class=\"" + style_class + "\">") + escaped(text) +
         (is_closed ? "</p>\n" : ".</p>\n");
}

std::string section_html(const std::string& title, const std::string& content) {
  return "<section>\n<h3>" + escaped(title) + "</h3>\n" + content + "</section>\n";
}

std::string command_html(const std::string& command) { return "<pre><code>" + escaped(command) + "</code></pre>\n"; }

std::string begin_html(const std::string& title) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<link rel=\"icon\" href=\"data:,\">\n<title>" +
         escaped(title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n<header><h1>" + escaped(title) +
         "</h1></header>\n<main>\n";
}

std::string end_html() { return "</main>\n</body>\n</html>\n"; }

std::string page_text(const std::string& path) { return "page:    " + printable(path) + ", for a browser\n"; }

}  // namespace squares
