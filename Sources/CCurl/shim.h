#pragma once
// The C side of CCurl: what Swift cannot see by itself goes here as static inline functions.
#include <curl/curl.h>
