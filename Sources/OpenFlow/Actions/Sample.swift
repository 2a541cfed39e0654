public import NetworkTypes

/// Reports a part of the packets to an IPFIX collector: NXAST_SAMPLE, NXAST_SAMPLE2 and NXAST_SAMPLE3.
public struct Sample: Hashable, Sendable {
    /// Which side of the switch the sample speaks of.
    public enum Direction: UInt8, CaseIterable, Hashable, Sendable {
        case unspecified = 0
        case ingress = 1
        case egress = 2
    }

    /// Of 65,536 packets so many, 1…65535.
    public var probability: UInt16
    public var collectorSet: UInt32
    public var observationDomain: UInt32
    public var observationPoint: UInt32
    /// The port that is sampled; nil: none is named.
    public var port: PortNumber?
    public var direction: Direction

    public init(
        probability: UInt16, collectorSet: UInt32 = 0, observationDomain: UInt32 = 0, observationPoint: UInt32 = 0,
        port: PortNumber? = nil, direction: Direction = .unspecified
    ) {
        self.probability = probability
        self.collectorSet = collectorSet
        self.observationDomain = observationDomain
        self.observationPoint = observationPoint
        self.port = port
        self.direction = direction
    }
}
