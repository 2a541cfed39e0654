#pragma once
// The C side of CMicroHTTPD: what Swift cannot see by itself goes here as static inline functions.
#include <microhttpd.h>
#include <string.h>

struct weft_mhd_settings {
    unsigned int connections;
    unsigned int connections_per_address;
    unsigned int idle_seconds;
    size_t header_bytes;
};

// Percent escapes stay as they are: a segment must be split off before it is decoded.
static inline size_t weft_mhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

// MHD_start_daemon is variadic.
static inline struct MHD_Daemon *weft_mhd_start(
    MHD_socket listener, const struct weft_mhd_settings *settings, MHD_AccessHandlerCallback on_request,
    MHD_RequestCompletedCallback on_completed, MHD_NotifyConnectionCallback on_connection, void *context) {
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, context,
        MHD_OPTION_LISTEN_SOCKET, listener,
        MHD_OPTION_CONNECTION_LIMIT, settings->connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings->connections_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->header_bytes,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_UNESCAPE_CALLBACK, &weft_mhd_keep_escapes, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, context,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, context,
        MHD_OPTION_END);
}

// MHD_get_connection_info is variadic and returns a union.
static inline MHD_socket weft_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

static inline void *weft_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}
