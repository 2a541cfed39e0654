#pragma once
// The C side of CSQLite: what Swift cannot see by itself goes here as static inline functions.
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast macro: SQLite copies the bytes before the call returns.
// An empty Swift string may have no address, and a NULL pointer would bind NULL.
static inline int weft_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *bytes, sqlite3_uint64 count) {
    if (count == 0) bytes = "";
    return sqlite3_bind_text64(statement, index, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

// A NULL pointer would bind NULL, and an empty blob is not NULL.
static inline int weft_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    if (count == 0) return sqlite3_bind_zeroblob(statement, index, 0);
    return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}
