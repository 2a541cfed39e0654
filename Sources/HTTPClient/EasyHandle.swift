import CCurl

/// Owner of one libcurl easy handle, which keeps its connection between transfers.
final class EasyHandle: @unchecked Sendable {
    // Unchecked: libcurl lets a handle move between threads as long as one uses it at a time; the pool gives it to
    // one call at a time.
    private let curl: UnsafeMutableRawPointer
    /// Where libcurl writes its own sentence about a failure.
    private let detail: UnsafeMutablePointer<CChar>

    /// How long a transfer may take.
    enum Timing {
        /// From the start to the last byte.
        case total(Duration)
        /// Without receiving anything.
        case idle(Duration)
    }

    init() throws(HTTPClientError) {
        guard isLibraryReady, let curl = curl_easy_init() else {
            throw HTTPClientError(.unreachable, "libcurl cannot be initialised")
        }
        self.curl = curl
        detail = .allocate(capacity: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(curl)
        detail.deallocate()
    }

    /// Runs one transfer to its end.
    func perform(
        _ request: Request, to endpoint: HTTPClient.Endpoint, _ transfer: Transfer, timing: Timing
    ) throws(HTTPClientError) -> HTTPResponse {
        // Options of the last transfer go, its connection stays.
        curl_easy_reset(curl)
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        try check(weft_curl_set_callbacks(curl, receiveHeader, receiveBody, context))
        try set(endpoint, path: request.path)
        try set(timing)
        let fields = try headerList(request.headers)
        defer { curl_slist_free_all(fields) }
        try check(weft_curl_set_pointer(curl, CURLOPT_HTTPHEADER, fields))
        detail.update(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try check(weft_curl_set_pointer(curl, CURLOPT_ERRORBUFFER, detail))
        let result = try perform(method: request.method, body: request.body)
        // `transfer` is used once more here, so it outlives the callbacks that hold its bare address.
        return try conclude(result, transfer)
    }

    /// The body is not copied: it must stay in place until the transfer has ended.
    private func perform(method: String, body: [UInt8]?) throws(HTTPClientError) -> CURLcode {
        if method == "HEAD" { try set(CURLOPT_NOBODY, 1) }
        guard let body else {
            try set(CURLOPT_CUSTOMREQUEST, method)
            return curl_easy_perform(curl)
        }
        try set(CURLOPT_POST, 1)
        try set(CURLOPT_CUSTOMREQUEST, method)
        try check(weft_curl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        return body.withUnsafeBytes { bytes in
            let result = weft_curl_set_body(curl, bytes.baseAddress, bytes.count)
            return result == CURLE_OK ? curl_easy_perform(curl) : result
        }
    }

    private func conclude(_ result: CURLcode, _ transfer: Transfer) throws(HTTPClientError) -> HTTPResponse {
        if transfer.isTooLarge { throw HTTPClientError(.protocol, "the answer is larger than allowed") }
        guard result == CURLE_OK || transfer.isStopped else {
            throw HTTPClientError(result, detail: String(cString: detail))
        }
        return HTTPResponse(status: weft_curl_status(curl), headers: transfer.headers, body: transfer.body)
    }

    private func set(_ endpoint: HTTPClient.Endpoint, path: String) throws(HTTPClientError) {
        // No signals: timeouts in name resolution must not touch the process's handlers.
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PATH_AS_IS, 1)
        switch endpoint {
        case .unix(let socket):
            try set(CURLOPT_UNIX_SOCKET_PATH, socket)
            try set(CURLOPT_NOPROXY, "*")
            try set(CURLOPT_PROTOCOLS_STR, "http")
            try set(CURLOPT_URL, "http://localhost\(path)")
        case .http(let base):
            try set(CURLOPT_PROTOCOLS_STR, "http")
            try set(CURLOPT_URL, try target(base, scheme: "http://", path))
        case .https(let base, let files):
            try set(CURLOPT_PROTOCOLS_STR, "https")
            try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
            if let authority = files.certificateAuthority {
                try set(CURLOPT_CAINFO, authority)
                // Only this authority: the system's directory would be trusted beside it.
                try check(weft_curl_set_string(curl, CURLOPT_CAPATH, nil))
            }
            if let certificate = files.certificate { try set(CURLOPT_SSLCERT, certificate) }
            if let key = files.key { try set(CURLOPT_SSLKEY, key) }
            try set(CURLOPT_URL, try target(base, scheme: "https://", path))
        }
    }

    private func target(_ base: String, scheme: String, _ path: String) throws(HTTPClientError) -> String {
        guard base.hasPrefix(scheme) else {
            throw HTTPClientError(.invalid, "the address \(base) does not begin with \(scheme)")
        }
        return (base.hasSuffix("/") ? String(base.dropLast()) : base) + path
    }

    private func set(_ timing: Timing) throws(HTTPClientError) {
        switch timing {
        case .total(let duration): try set(CURLOPT_TIMEOUT_MS, max(1, milliseconds(duration)))
        case .idle(let duration):
            try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, milliseconds(duration)))
            try set(CURLOPT_LOW_SPEED_LIMIT, 1)
            try set(CURLOPT_LOW_SPEED_TIME, max(1, Int(duration.components.seconds)))
        }
    }

    private func headerList(_ headers: [String: String]) throws(HTTPClientError) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            // "Name:" would remove a header; an empty one is spelled with a semicolon.
            guard let longer = curl_slist_append(list, value.isEmpty ? "\(name);" : "\(name): \(value)") else {
                curl_slist_free_all(list)
                throw HTTPClientError(.invalid, "out of memory for headers")
            }
            list = longer
        }
        return list
    }

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPClientError) {
        try check(weft_curl_set_long(curl, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPClientError) {
        try check(weft_curl_set_string(curl, option, value))
    }

    private func check(_ result: CURLcode) throws(HTTPClientError) {
        guard result == CURLE_OK else { throw HTTPClientError(result, detail: "") }
    }
}

/// libcurl wants to be initialised once, before any thread uses it; `let` gives that.
private let isLibraryReady = weft_curl_initialize() == CURLE_OK

private func milliseconds(_ duration: Duration) -> Int {
    Int(duration.components.seconds) * 1_000 + Int(duration.components.attoseconds / 1_000_000_000_000_000)
}

/// Returning fewer bytes than were given makes libcurl give up the transfer.
private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}
