/// The tracker's idea of a TCP connection: states and windows as in `lib/conntrack-tcp.c` of Open vSwitch, which has them from
/// FreeBSD's pf (Guido van Rooij, "Real Stateful TCP Packet Filtering in IP Filter").
struct TCPConnection: Hashable, Sendable {
    /// In the order of a connection's life.
    private enum Phase: Int, Comparable, Hashable, Sendable {
        case closed, synSent, established, closing, finWait2, timeWait

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    private struct Peer: Hashable, Sendable {
        var phase: Phase
        /// The highest sequence number that it has sent, and the highest that it may send.
        var low: UInt32 = 0
        var high: UInt32
        var largestWindow: UInt32 = 1
        var scale = TCPSegment.Scale.none

        /// Bytes that the other may send without an answer.
        func window(_ shift: Int) -> UInt32 { largestWindow << UInt32(shift) }
    }

    /// What a segment is to a connection.
    enum Outcome {
        case valid, new, invalid
        /// The old connection is over, and this begins another one with the same ends.
        case another
    }

    private var opener: Peer
    private var answerer: Peer

    /// Acknowledgements may be so far off.
    private static let slack: UInt32 = 0xffff + 1500
    private static let largestShift = 14

    init(openedBy segment: TCPSegment) {
        opener = Peer(phase: .synSent, low: segment.sequence, high: segment.sequence &+ segment.payload &+ 1)
        answerer = Peer(phase: .closed, high: 1)
        opener.largestWindow = max(segment.window, 1)
        if segment.flags.contains(.syn) {
            opener.high &+= 1
            opener.scale = segment.scale
            opener.largestWindow = Self.unscaled(opener.largestWindow, segment.scale)
        } else {
            (opener.scale, answerer.scale) = (.unknown, .unknown)
        }
        if segment.flags.contains(.fin) { opener.high &+= 1 }
    }

    /// The window of a SYN is not scaled, unlike those that follow.
    private static func unscaled(_ window: UInt32, _ scale: TCPSegment.Scale) -> UInt32 {
        (window + (1 << UInt32(scale.shift)) - 1) >> UInt32(scale.shift)
    }

    mutating func take(_ segment: TCPSegment, isReply: Bool) -> Outcome {
        var (source, other) = isReply ? (answerer, opener) : (opener, answerer)
        let outcome = Self.take(segment, from: &source, to: &other)
        (opener, answerer) = isReply ? (other, source) : (source, other)
        return outcome
    }

    private static func take(_ segment: TCPSegment, from source: inout Peer, to other: inout Peer) -> Outcome {
        if segment.isImpossible { return .invalid }
        if segment.flags.contains(.syn), !segment.flags.contains(.ack) {
            if other.phase >= .finWait2, source.phase >= .finWait2 { return .another }
            if source.phase <= .synSent {
                source.phase = .synSent
                return .new
            }
        }
        var view = View(of: segment, source, other)
        if source.phase < .synSent { view.meet(segment, &source, &other) }
        view.settle(segment, source, other)
        if view.isInWindow(segment, source, other, slack) {
            view.move(&source, &other)
            advance(segment, &source, &other)
        } else if view.isNearby(source, other, slack) {
            view.move(&source, &other)
            close(segment, &source, &other)
        } else {
            return .invalid
        }
        return .valid
    }

    private static func advance(_ segment: TCPSegment, _ source: inout Peer, _ other: inout Peer) {
        if segment.flags.contains(.syn), source.phase < .synSent { source.phase = .synSent }
        if segment.flags.contains(.fin), source.phase < .closing { source.phase = .closing }
        if segment.flags.contains(.ack) {
            switch other.phase {
            case .synSent: other.phase = .established
            case .closing: other.phase = .finWait2
            default: break
            }
        }
        if segment.flags.contains(.rst) { (source.phase, other.phase) = (.timeWait, .timeWait) }
    }

    private static func close(_ segment: TCPSegment, _ source: inout Peer, _ other: inout Peer) {
        if segment.flags.contains(.fin), source.phase < .closing { source.phase = .closing }
        if segment.flags.contains(.rst) { (source.phase, other.phase) = (.timeWait, .timeWait) }
    }
}

extension TCPConnection {
    /// A segment's numbers as they are compared with a connection's.
    private struct View {
        var sequence: UInt32
        /// One behind the last byte; SYN and FIN count as one each.
        var end: UInt32
        var acknowledgement: UInt32
        var window: UInt32
        var sourceShift = 0
        var otherShift = 0
        var checksAcknowledgement = true

        init(of segment: TCPSegment, _ source: Peer, _ other: Peer) {
            sequence = segment.sequence
            acknowledgement = segment.acknowledgement
            window = segment.window
            end = segment.sequence &+ segment.payload
            if segment.flags.contains(.syn) { end &+= 1 }
            if segment.flags.contains(.fin) { end &+= 1 }
            guard !segment.flags.contains(.syn) else { return }
            switch (source.scale, other.scale) {
            case (.shift, .shift): (sourceShift, otherShift) = (source.scale.shift, other.scale.shift)
            case (.unknown, .unknown): (sourceShift, otherShift) = (largestShift, largestShift)
            default: break
            }
        }

        /// The first segment from this end.
        mutating func meet(_ segment: TCPSegment, _ source: inout Peer, _ other: inout Peer) {
            if segment.flags.contains(.syn), case .shift = other.scale {
                source.scale = segment.scale
                if case .shift = segment.scale {
                    (sourceShift, otherShift) = (source.scale.shift, other.scale.shift)
                    window = unscaled(window, source.scale)
                } else {
                    other.largestWindow = other.window(other.scale.shift) & 0xffff
                    other.scale = .none
                }
            }
            source.low = sequence
            source.phase = .synSent
            let reach = end &+ max(1, other.window(otherShift))
            // A connection that is picked up may acknowledge anything.
            if source.high == 1 || reach.isAtLeast(source.high) {
                source.high = reach
                checksAcknowledgement = false
            }
            source.largestWindow = max(source.largestWindow, window)
        }

        /// Numbers that say nothing are replaced by those that are known.
        mutating func settle(_ segment: TCPSegment, _ source: Peer, _ other: Peer) {
            if !segment.flags.contains(.ack) || acknowledgement == 0 && segment.flags.contains(.rst) {
                acknowledgement = other.low
            }
            if sequence == end { (sequence, end) = (source.low, source.low) }
        }

        func isInWindow(_ segment: TCPSegment, _ source: Peer, _ other: Peer, _ slack: UInt32) -> Bool {
            let skew = checksAcknowledgement ? Int(Int32(bitPattern: other.low &- acknowledgement)) : 0
            let distance = Int32(bitPattern: segment.sequence &- source.low)
            return source.high.isAtLeast(end) && sequence.isAtLeast(source.low &- other.window(otherShift))
                && skew >= -Int(slack) && skew <= Int(slack) << sourceShift
                // A reset has the very number that is due, or one beside it.
                && (!segment.flags.contains(.rst) || (-1...1).contains(distance))
        }

        /// Peers that have not met, or are about to part, are granted more.
        func isNearby(_ source: Peer, _ other: Peer, _ slack: UInt32) -> Bool {
            (other.phase < .synSent || other.phase >= .finWait2 || source.phase >= .finWait2)
                && (source.high &+ slack).isAtLeast(end) && sequence.isAtLeast(source.low &- slack)
        }

        /// Slides the windows.
        func move(_ source: inout Peer, _ other: inout Peer) {
            source.largestWindow = max(source.largestWindow, window)
            if end != source.low, end.isAtLeast(source.low) { source.low = end }
            let granted = window << UInt32(sourceShift)
            if (acknowledgement &+ granted).isAtLeast(other.high) { other.high = acknowledgement &+ max(granted, 1) }
        }
    }
}

extension UInt32 {
    /// By serial number arithmetic (RFC 1982).
    fileprivate func isAtLeast(_ other: UInt32) -> Bool { Int32(bitPattern: self &- other) >= 0 }
}
