/// What a trace is asked for, as people write it (INTERFACE.md 3).
public struct TraceQuestion: Hashable, Sendable {
    /// `[TENANT/]VM[:INDEX]`, an address, or `external`.
    public let from: String
    public let to: String
    /// `tcp/22`, `udp/53`, `icmp`, `icmp6`, `ip/89`.
    public let proto: String
    /// The tenant that names without one belong to; nil looks among all that the asker may see.
    public let tenant: String?
    /// The only tenant whose NICs the asker may see; nil sees everybody's.
    public let asker: String?

    public init(from: String, to: String, proto: String, tenant: String? = nil, asker: String? = nil) {
        self.from = from
        self.to = to
        self.proto = proto
        self.tenant = tenant
        self.asker = asker
    }
}
