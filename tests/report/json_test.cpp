#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "core/decimal.hpp"
#include "report/run_report.hpp"
#include "support/sample.hpp"

namespace squares {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t largest_in_a_double = std::uint64_t{1} << 53;

// Calls `visit(object, key, value)` for every value that an object holds, at any depth.
template <class Visit>
void for_each_value(const Json& json, const Visit& visit) {
  for (const auto& [key, value] : json.items()) {
    if (json.is_object()) visit(json, key, value);
    if (value.is_structured()) for_each_value(value, visit);
  }
}

Json parsed(const Json& json) { return Json::parse(json.dump(2)); }

TEST(json, has_what_the_contract_names) {
  const Json json = parsed(result_json(sample_result({}, 3, 2)));
  for (const char* key : {"plan", "phases", "ranks", "verdict"}) EXPECT_TRUE(json.contains(key)) << key;
  for (const char* key : {"launch_s", "create_s", "store_s", "check_s", "sync_s", "finish_s", "total_s"}) {
    EXPECT_TRUE(json.at("phases").at(key).is_number()) << key;
  }
  EXPECT_EQ(json.at("ranks").size(), 3U);
  EXPECT_EQ(json.at("threads").size(), 6U);
  EXPECT_EQ(json.at("verdict").at("exit"), 0);
  EXPECT_EQ(json.at("verdict").at("checked"), "file");
  EXPECT_EQ(json.at("storage").at("write_way"), "cached");
  EXPECT_EQ(json.at("storage").at("write_reason"), "below 256 MiB");
  EXPECT_EQ(json.at("storage").at("read_back_cache_bytes"), 8'000'000);
  EXPECT_EQ(json.at("traffic").at("beacons_received"), 30);
  EXPECT_EQ(json.at("traffic").at("messages_in_busiest_second"), 64);
}

TEST(json, integers_are_exact_up_to_the_largest) {
  const Json plan = parsed(plan_json(make_plan({.first = top - 9, .last = top}, 2)));
  EXPECT_EQ(plan.at("first").get<std::uint64_t>(), top - 9);
  EXPECT_EQ(plan.at("last").get<std::uint64_t>(), top);
  EXPECT_TRUE(plan.at("last").is_number_integer());
  EXPECT_EQ(plan.at("last_hex"), "0xffffffffffffffff");
  EXPECT_EQ(plan.at("first_hex"), "0xfffffffffffffff6");
  EXPECT_EQ(plan.at("count"), 10);
  EXPECT_EQ(plan.at("count_hex"), "0xa");
}

TEST(json, every_integer_past_2_to_53_is_there_again_in_hexadecimal) {
  const RunResult result = sample_result({.first = 0, .last = std::uint64_t{3} << 52}, 1, 1);  // 1.5 * 2^53 numbers
  int seen = 0;
  for_each_value(parsed(result_json(result)), [&](const Json& object, const std::string& key, const Json& value) {
    if (!value.is_number_integer() || value.get<std::uint64_t>() <= largest_in_a_double) return;
    ++seen;
    EXPECT_TRUE(object.contains(key + "_hex")) << key << ": " << value;
  });
  EXPECT_GE(seen, 4);
}

TEST(json, a_hexadecimal_says_the_same_as_its_integer) {
  const RunResult result = sample_result({.first = 0, .last = (std::uint64_t{1} << 40) + 1}, 3, 2);
  int seen = 0;
  for_each_value(parsed(result_json(result)), [&](const Json& object, const std::string& key, const Json& value) {
    if (!key.ends_with("_hex")) return;
    ++seen;
    EXPECT_EQ(std::stoull(value.get<std::string>(), nullptr, 16),
              object.at(key.substr(0, key.size() - 4)).get<std::uint64_t>())
        << key;
  });
  EXPECT_GE(seen, 5);
}

TEST(json, every_figure_that_is_no_integer_ends_in_its_unit) {
  for_each_value(parsed(result_json(sample_result({}, 3, 2))),
                 [](const Json&, const std::string& key, const Json& value) {
                   if (value.is_number_float()) {
                     EXPECT_TRUE(key.ends_with("_s")) << key;
                   }
                 });
}

TEST(json, the_sum_is_exact_text) {
  const RunResult result = sample_result({.first = top - 9, .last = top}, 2);
  EXPECT_EQ(result_json(result).at("verdict").at("sum"), sum_of_squares({top - 9, 10}));
}

TEST(json, unchecked_has_no_rate) {
  const Json verdict = result_json(sample_result({.verify = Verify::none}, 2)).at("verdict");
  EXPECT_EQ(verdict.at("checked"), "unchecked");
  EXPECT_EQ(verdict.at("checked_numbers"), 0);
  for (const auto& [key, value] : verdict.items()) EXPECT_FALSE(key.ends_with("per_s")) << key << ": " << value;
  EXPECT_TRUE(result_json(sample_result({}, 2)).at("verdict").contains("store_bytes_per_s"));
}

TEST(json, a_rate_is_of_what_the_last_attempt_has_stored_in_its_store_phase) {
  RunResult result = sample_result({}, 2);  // half a second
  EXPECT_EQ(result_json(result).at("verdict").at("store_numbers_per_s"), 2'000'000.0);
  EXPECT_EQ(result_json(result).at("verdict").at("store_bytes_per_s"), 16'000'000.0);
  result.ranks.back().attempt = result.attempt = 2;  // the other half was there already
  EXPECT_EQ(result_json(result).at("verdict").at("store_numbers_per_s"), 1'000'000.0);
}

TEST(json, a_time_that_is_not_known_is_null) {
  RunResult result = sample_result({}, 1);
  result.ranks[0].compute_s = unknown_s;
  EXPECT_TRUE(parsed(result_json(result)).at("ranks").at(0).at("compute_s").is_null());
}

TEST(json, names_that_are_no_utf_8_still_make_a_document) {
  const std::string text = document(error_json(Error(Exit::no_input, "no such file", "no\xff.h5", "")));
  EXPECT_TRUE(text.ends_with("}\n"));
  EXPECT_EQ(Json::parse(text).at("error").at("where"), "no\uFFFD.h5");
}

TEST(json, threads_are_a_number_or_auto) {
  EXPECT_EQ(plan_json(make_plan({.threads = 3}, 1)).at("threads"), 3);
  EXPECT_EQ(plan_json(make_plan({.threads = threads_auto}, 1)).at("threads"), "auto");
}

TEST(json, an_error_has_its_exit_code_what_where_and_remedy) {
  const Json json = parsed(error_json(Error(Exit::wrong_value, "a \"wrong\" value\n", "block 3", "run again")));
  EXPECT_EQ(json.at("verdict").at("exit"), 65);
  EXPECT_EQ(json.at("error").at("what"), "a \"wrong\" value\n");
  EXPECT_EQ(json.at("error").at("where"), "block 3");
  EXPECT_EQ(json.at("error").at("remedy"), "run again");
}

}  // namespace
}  // namespace squares
