#pragma once
// The part of libc that Swift's Glibc module leaves out: mallopt(3) and malloc_trim(3).
#include <malloc.h>

static inline int weft_limit_arenas(int count) { return mallopt(M_ARENA_MAX, count); }
