// Everything that the tests share.
#pragma once

#include "support/buffer.hpp"
#include "support/compare.hpp"
#include "support/covering.hpp"
#include "support/dtype.hpp"
#include "support/executors.hpp"
#include "support/isa.hpp"
#include "support/values.hpp"
