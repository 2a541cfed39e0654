internal import JSON

extension OVSDBClient {
    /// What a session holds on to. A peer cannot make it grow beyond the configuration's limits.
    package struct Footprint: Hashable, Sendable {
        /// Requests without an answer.
        package let requests: Int
        /// Bytes that wait in `takeOutput()`.
        package let outputBytes: Int
        /// Bytes of a message that has not come to its end.
        package let inputBytes: Int
    }

    package var footprint: Footprint {
        Footprint(requests: requests.count, outputBytes: output.count, inputBytes: splitter.bufferedBytes)
    }
}
