#pragma once
// The C side of CMicroHTTPD: what Swift cannot see by itself goes here as static inline functions.
#include <microhttpd.h>
