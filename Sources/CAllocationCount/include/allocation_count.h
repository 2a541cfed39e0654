#pragma once

/// How often this thread asked for memory since it began: malloc, calloc, realloc and the aligned forms.
/// A program that links this counts all of its allocations, those of the Swift runtime included.
long weft_allocation_count(void);

/// How many bytes this thread asked for since it began, whatever became of them.
long weft_allocated_bytes(void);
