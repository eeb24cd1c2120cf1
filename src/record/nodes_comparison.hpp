// Two measurements of the same nodes: which figures take longer in B than in A, and what differs besides.
#pragma once

#include <string>
#include <vector>

#include "core/comparison.hpp"
#include "record/file_facts.hpp"

namespace squares {

// A figure in one of the two.
struct FigureTimes {
  std::vector<double> seconds{};  // for a square, a byte, a file or a short message; one for each round
  bool is_wrong = false;          // wrong values have come with it, so that no time is told
};

struct FigureComparison {
  std::string node;
  std::string peer{};  // of a way: who receives; "" of a node, or of all ways of a node together
  NodeFigure figure = NodeFigure::compute;
  LinkSide side = LinkSide::none;
  FigureTimes a{}, b{};
  Comparison comparison{};  // the interval is one of 95 %; the change is by the rule for all figures together

  // Otherwise `comparison` says nothing.
  [[nodiscard]] bool is_compared() const { return !a.seconds.empty() && !b.seconds.empty(); }
};

// What a node is or has in A, and is or has not in B.
struct FactChange {
  std::string node;
  std::string fact;
  std::string a, b;  // "": not told there
};

struct NodesComparison {
  NodesFile a, b;
  std::vector<std::string> common{}, only_a{}, only_b{};  // nodes, by their names
  std::vector<FigureComparison> nodes{}, ways{};
  std::vector<FactChange> facts{};

  [[nodiscard]] bool has_wrong_values() const;
  // The figures that have so changed, the most changed first. Ways of a node are not told one by one where all of them
  // together have changed.
  [[nodiscard]] std::vector<FigureComparison> changed(Change change) const;
  // Whether there are enough rounds for a verdict on any figure.
  [[nodiscard]] bool has_verdict() const;
};

}  // namespace squares
