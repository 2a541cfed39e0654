#pragma once
// The C side of CSQLite: what Swift cannot see by itself goes here as static inline functions.
#include <sqlite3.h>
