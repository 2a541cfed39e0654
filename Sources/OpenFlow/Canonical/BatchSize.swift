/// How large a batch is, or several are together.
public struct BatchSize: Hashable, Sendable {
    private var members = 0
    private var bytes = 0
    private var isAllBundled = true

    public init() {}

    mutating func add(bytes: Int, isBundled: Bool) {
        members += 1
        self.bytes += bytes
        if !isBundled { isAllBundled = false }
    }

    public mutating func add(_ other: BatchSize) {
        members += other.members
        bytes += other.bytes
        if !other.isAllBundled { isAllBundled = false }
    }

    /// Whether a switch takes all of it, and the flow that ends it as a marker, or nothing: one bundle within a connection's default
    /// limits, and no meters.
    public var isOneStep: Bool {
        let limits = OpenFlowConnection.Configuration()
        return isAllBundled && members < limits.bundleMemberLimit && bytes + Self.markerBytes <= limits.bundleByteLimit
    }

    /// More than such a flow takes.
    private static let markerBytes = 256
}
