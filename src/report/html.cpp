#include "report/html.hpp"
namespace squares {
std::string html_page(const Files&) { return ""; }
}  // namespace squares
