#pragma once
// The C side of CCurl: what Swift cannot see by itself goes here as static inline functions.
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic: one function a type of argument. In C they are also macros.
static inline CURLcode weft_curl_set_long(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode weft_curl_set_size(CURL *curl, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(curl, option, value);
}

// Strings are copied by libcurl.
static inline CURLcode weft_curl_set_string(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}

// Everything else that is a pointer is not copied and must live until the transfer ends.
static inline CURLcode weft_curl_set_pointer(CURL *curl, CURLoption option, const void *value) {
    return curl_easy_setopt(curl, option, value);
}

// Without an address libcurl would read the body from a callback.
static inline CURLcode weft_curl_set_body(CURL *curl, const void *bytes, size_t count) {
    return curl_easy_setopt(curl, CURLOPT_POSTFIELDS, count == 0 ? "" : bytes);
}

static inline CURLcode weft_curl_set_callbacks(
    CURL *curl, curl_write_callback on_header, curl_write_callback on_body, void *context) {
    CURLcode result = curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    if (result == CURLE_OK) result = curl_easy_setopt(curl, CURLOPT_HEADERDATA, context);
    if (result == CURLE_OK) result = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    if (result == CURLE_OK) result = curl_easy_setopt(curl, CURLOPT_WRITEDATA, context);
    return result;
}

static inline long weft_curl_status(CURL *curl) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

// CURL_GLOBAL_ALL is a macro with a shift.
static inline CURLcode weft_curl_initialize(void) { return curl_global_init(CURL_GLOBAL_ALL); }
