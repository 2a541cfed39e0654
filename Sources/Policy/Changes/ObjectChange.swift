/// One object that differs between two policy sets.
public struct ObjectChange: Hashable, Sendable {
    public enum Operation: String, Hashable, Sendable {
        case added
        case changed
        case removed
    }

    /// One thing that changed.
    public struct Detail: Hashable, Sendable, CustomStringConvertible {
        /// `addresses: 10.0.0.5 → 10.0.0.6`; `+ allow tcp/443 from any` of an entry that comes, `-` of one that goes.
        public let text: String
        /// Where the entry stands, or stood; nil where the object's own place says enough.
        public let position: SourcePosition?

        init(_ text: String, at position: SourcePosition? = nil) {
            self.text = text
            self.position = position
        }

        public var description: String { text }
    }

    /// The noun of the object: `network`, `nic`, `host`; `vni-pool` and `underlay` for settings.
    public let kind: String
    public let tenant: String
    /// The object's name within its tenant; empty for a setting.
    public let name: String
    public let operation: Operation
    /// One line for people, of the object as it will be (as it was, when removed):
    /// `network web (overlay, 10.10.1.0/24)`.
    public let summary: String
    /// What changed, a line each. Empty when added or removed.
    public let details: [Detail]
    /// Where it is declared; where it was, when removed.
    public let position: SourcePosition
}
