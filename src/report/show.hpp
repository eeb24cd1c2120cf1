#pragma once
#include "report/streams.hpp"
