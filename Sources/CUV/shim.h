#pragma once
// The C side of CUV: what Swift cannot see by itself goes here as static inline functions.
#include <uv.h>
