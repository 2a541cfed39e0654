#pragma once
// The part of libc that Swift's Glibc module leaves out: mallopt(3) and malloc_trim(3).
#include <malloc.h>

static inline int weft_limit_arenas(int count) { return mallopt(M_ARENA_MAX, count); }

// Blocks of this size and more are given back to the system when they are freed, and so is the top of the heap. Naming the
// thresholds keeps them where they are: else each large block that is freed raises them, up to 32 and 64 MiB.
static inline int weft_limit_retained(int bytes) {
    return mallopt(M_MMAP_THRESHOLD, bytes) && mallopt(M_TRIM_THRESHOLD, 2 * bytes);
}
