import Wire

extension Match {
    /// What Open vSwitch 3.1 has against this match; nil: it takes it.
    public func refusal(version: OpenFlowVersion = .v1_5) -> Refusal? {
        var writer = ByteWriter()
        writer.writeFields(of: self, version: version)
        return MatchCheck.refusal(writer.take())
    }

    /// What Open vSwitch 3.1 has against the fields of a match as they stand on the wire, without the head of ofp_match
    /// and its padding; nil: it takes them.
    public static func refusal(ofFields bytes: [UInt8]) -> Refusal? { MatchCheck.refusal(bytes) }
}
