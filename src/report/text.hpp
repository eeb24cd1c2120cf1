#pragma once
#include "report/run_report.hpp"
#include "report/streams.hpp"
