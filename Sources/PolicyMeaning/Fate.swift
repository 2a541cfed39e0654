/// What is to become of a frame.
public struct Fate: Hashable, Sendable, CustomStringConvertible {
    /// A frame that a port gets.
    public struct Delivery: Hashable, Comparable, Sendable {
        public let place: Place
        public let frame: [UInt8]

        public init(_ frame: [UInt8], at place: Place) {
            self.frame = frame
            self.place = place
        }

        public static func < (left: Self, right: Self) -> Bool {
            left.place == right.place
                ? left.frame.lexicographicallyPrecedes(right.frame) : left.place < right.place
        }
    }

    /// Exactly these and no others, each once; sorted.
    public let deliveries: [Delivery]
    /// One sentence for people.
    public let reason: String

    static func dropped(_ reason: String) -> Fate { Fate(deliveries: [], reason: reason) }

    /// The frame reaches these stations as it is.
    static func delivered(_ frame: [UInt8], to stations: some Sequence<Station>, _ reason: String) -> Fate {
        Fate(deliveries: stations.map { Delivery(frame, at: $0.place) }.sorted(), reason: reason)
    }

    static func answered(_ answer: [UInt8], at place: Place, _ reason: String) -> Fate {
        Fate(deliveries: [Delivery(answer, at: place)], reason: reason)
    }

    private init(deliveries: [Delivery], reason: String) {
        self.deliveries = deliveries
        self.reason = reason
    }

    public var description: String {
        let places = deliveries.map { "\($0.place)" }.joined(separator: ", ")
        return "\(reason): " + (places.isEmpty ? "nobody" : places)
    }
}
