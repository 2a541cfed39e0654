public import NetworkTypes

/// What a tunnel port knows of a frame besides its bytes.
public struct TunnelKey: Hashable, Sendable, CustomStringConvertible {
    /// The VNI for VXLAN.
    public var id: UInt64
    /// The outer addresses.
    public var source: IPAddress?
    public var destination: IPAddress?

    public init(id: UInt64, source: IPAddress?, destination: IPAddress?) {
        self.id = id
        self.source = source
        self.destination = destination
    }

    public var description: String {
        "tunnel \(id) from \(source.map { "\($0)" } ?? "-") to \(destination.map { "\($0)" } ?? "-")"
    }
}

/// A frame that comes in by a port.
public struct Arrival: Hashable, Sendable {
    public var port: PortNumber
    public var frame: [UInt8]
    /// Only for frames from a tunnel port.
    public var tunnel: TunnelKey?

    public init(_ frame: [UInt8], port: PortNumber, tunnel: TunnelKey? = nil) {
        self.frame = frame
        self.port = port
        self.tunnel = tunnel
    }
}
