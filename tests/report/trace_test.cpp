#include "report/trace.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/ledger.hpp"
#include "support/sample.hpp"

namespace squares {
namespace {

using Json = nlohmann::json;

// A trace of one rank with one block, which it computed from 0.02 s on for 0.1 s and wrote for 0.05 s.
class trace : public testing::Test {
 protected:
  trace() {
    const LedgerRow row = sealed({.count = 1'000'000,
                                  .attempt = 1,
                                  .start_s = 0.02,
                                  .compute_s = 0.1,
                                  .write_s = 0.05,
                                  .state = BlockState::done});
    RunFile run{.name = "run", .result = sample_result({}, 1), .part = {}};
    TimelineBuilder timeline(4);
    timeline.add(0, row);
    run.timeline = timeline.take();
    events_ = Json::parse(trace_of(run)).at("traceEvents");
  }

  // Begin and length of the first event of this name, in microseconds.
  void expect_event(const std::string& category, const std::string& name, double begin_us, double length_us) const {
    for (const Json& event : events_) {
      if (event.at("ph") != "X" || event.at("cat") != category || event.at("name") != name) continue;
      EXPECT_NEAR(event.at("ts").get<double>(), begin_us, 1) << name;
      EXPECT_NEAR(event.at("dur").get<double>(), length_us, 1) << name;
      return;
    }
    ADD_FAILURE() << "there is no " << name;
  }

  Json events_;
};

TEST_F(trace, phases_follow_each_other_in_microseconds) {
  expect_event("phase", "launch", 0, 400'000);
  expect_event("phase", "create", 400'000, 10'000);
  expect_event("phase", "store", 410'000, 500'000);
  expect_event("phase", "sync", 910'000, 20'000);
  expect_event("phase", "check", 930'000, 300'000);
}

// The clock of a rank begins when the launch ends.
TEST_F(trace, a_block_takes_its_microseconds_and_begins_where_its_row_says) {
  expect_event("store", "compute", 420'000, 100'000);
  expect_event("store", "write", 520'000, 50'000);
}

}  // namespace
}  // namespace squares
