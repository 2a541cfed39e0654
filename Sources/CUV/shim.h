#pragma once
// The C side of CUV: what Swift cannot see by itself goes here as static inline functions.
#include <sys/prctl.h>
#include <uv.h>

// Names the calling thread; the kernel keeps 15 bytes. prctl is variadic, which Swift does not call.
static inline void weft_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
