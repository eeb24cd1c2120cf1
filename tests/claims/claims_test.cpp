#include "claims/claims.hpp"

#include <gtest/gtest.h>

namespace squares {
namespace {

ClaimResult found(Verdict verdict, const std::string& why = "") {
  ClaimResult result;
  result.verdict = verdict;
  result.why = why;
  return result;
}

TEST(joined, claims_hold_if_they_do_in_both_halves) {
  EXPECT_EQ(joined(found(Verdict::is_true), found(Verdict::is_true)).verdict, Verdict::is_true);
  EXPECT_EQ(joined(found(Verdict::is_true), found(Verdict::is_false)).verdict, Verdict::is_false);
  EXPECT_EQ(joined(found(Verdict::is_false), found(Verdict::is_true)).verdict, Verdict::is_false);
  EXPECT_EQ(joined(found(Verdict::is_false), found(Verdict::unclear)).verdict, Verdict::is_false);
}

TEST(joined, claims_of_which_a_half_could_not_be_tested_are_judged_by_the_other) {
  for (const Verdict verdict : {Verdict::is_true, Verdict::is_false, Verdict::unclear, Verdict::untested}) {
    const ClaimResult both = joined(found(verdict), found(Verdict::untested, "no interpreter"));
    EXPECT_EQ(both.verdict, verdict);
    EXPECT_EQ(both.why, "no interpreter");
  }
}

TEST(joined, claims_of_which_a_half_was_disturbed_are_unclear_whatever_the_other_found) {
  const ClaimResult disturbed = found(Verdict::unclear, "by others");
  for (const ClaimResult& other : {found(Verdict::is_true), found(Verdict::is_false), found(Verdict::unclear),
                                   found(Verdict::untested, "no interpreter")}) {
    for (const ClaimResult& both : {joined(disturbed, other), joined(other, disturbed)}) {
      EXPECT_EQ(both.verdict, Verdict::unclear);
      EXPECT_EQ(both.why, "by others");
    }
  }
}

}  // namespace
}  // namespace squares
