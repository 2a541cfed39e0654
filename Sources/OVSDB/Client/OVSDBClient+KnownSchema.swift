internal import NetworkTypes

extension OVSDBClient {
    /// The answer in which a server told its schema, and what was read in it. Hosts with the same Open vSwitch answer in the same
    /// bytes, so of many that come at once the first one's is read, and those of the others are compared with it.
    public struct KnownSchema: Sendable {
        let answer: [UInt8]
        /// The number of the request, which stands in the answer.
        let request: Int64
        /// As far as the client's configuration asks for it.
        let schema: DatabaseSchema

        /// A longer answer is not kept: that of Open vSwitch 3.1 has 20 kB.
        static let maximumBytes = 256 << 10
    }

    /// Whether this is the answer that is known already; then what follows from it is done.
    mutating func takeKnownSchema(_ bytes: [UInt8], now: MonotonicTime) -> Bool {
        guard case .fetchingSchema = phase, let knownSchema, requests.schemaRequest == knownSchema.request,
            bytes == knownSchema.answer
        else { return false }
        _ = requests.take(knownSchema.request)
        adopt(knownSchema.schema, now: now)
        return true
    }

    /// Keeps the answer to this request, when it was read without a fault.
    mutating func keepSchema(_ answer: [UInt8], to request: Int64) {
        guard case .requestingMonitor = phase, let schema, answer.count <= KnownSchema.maximumBytes else { return }
        knownSchema = KnownSchema(answer: answer, request: request, schema: schema)
    }
}
