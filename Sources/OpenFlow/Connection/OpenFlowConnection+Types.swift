public import NetworkTypes
public import Wire

extension OpenFlowConnection {
    /// Limits and time-outs of a connection.
    public struct Configuration: Sendable {
        /// Offered in the hello.
        public var versions: ClosedRange<OpenFlowVersion> = .v1_3 ... .v1_5
        /// From the start until the features reply.
        public var handshakeDeadline: Duration = .seconds(5)
        /// Silence after which the switch is probed; after as much again it is given up.
        public var probeInterval: Duration = .seconds(5)
        /// For one answer; for the next part of an answer in parts.
        public var requestDeadline: Duration = .seconds(10)
        /// For all parts of an answer together: a switch that always has one more is given up.
        public var multipartDeadline: Duration = .seconds(120)
        /// For each answer while a bundle is sent and committed.
        public var bundleDeadline: Duration = .seconds(30)
        /// All parts of one joined answer.
        public var maximumMultipartBytes = 64 << 20
        /// All parts of an answer that is handed out part by part: flows, groups and meters.
        public var maximumReadBytes = 256 << 20
        public var bundleMemberLimit = 10_000
        /// Members of one bundle, together.
        public var bundleByteLimit = 8 << 20
        /// Requests that wait for answers; more fail at once.
        public var requestLimit = 1024
        /// Batches that wait for the one that is being programmed; more fail at once.
        public var batchLimit = 64
        /// A bundle is written in pieces of this size, as the transport takes them.
        public var outputPieceBytes = 128 << 10
        /// Answers to nothing that was asked, such as come late; more end the connection.
        public var strayMessageLimit = 100_000
        /// Output that the switch does not take. Above it `send` drops, and a peer that asks for more is cut off.
        public var maximumQueuedBytes = 32 << 20

        public init() {}
    }

    /// What happened; in the order in which it did.
    public enum Event: Sendable {
        case ready(version: OpenFlowVersion, datapathID: DatapathID, tableCount: UInt8, auxiliaryID: UInt8)
        /// The answer; an answer in parts is joined.
        case reply(request: UInt64, Message)
        /// One part of the answer to `readFlows`.
        case flows(request: UInt64, [Flow], isLast: Bool)
        /// One part of the answer to `readGroups`.
        case groups(request: UInt64, [Group], isLast: Bool)
        /// One part of the answer to `readMeters`.
        case meters(request: UInt64, [Meter], isLast: Bool)
        case requestFailed(request: UInt64, RequestFailure)
        case programmed(id: UInt64, ProgramResult)
        /// What the switch sends on its own: packets, port changes, removed flows, errors of messages without a request.
        case asynchronous(Message)
        /// Always the last one.
        case closed(CloseReason)
    }

    public enum RequestFailure: Error, Hashable, Sendable {
        case refused(OpenFlowError)
        case timedOut
        case disconnected
        /// Too many requests, or the connection is not ready.
        case notAccepted
        /// It is longer than a message may be. Nothing was sent.
        case tooLong(MessageLengthError)
        /// The answer is longer than the limit, or its parts do not belong together.
        case invalidAnswer(String)
    }

    public enum ProgramResult: Hashable, Sendable {
        case committed
        /// The bundle of these members was discarded; bundles of the batch before it are committed. Of meters, the others
        /// of the batch are in place.
        case refused([RefusedMember])
        /// What the switch now has is not known: it must be read back.
        case failed(ProgramFailure)
    }

    public enum ProgramFailure: Error, Hashable, Sendable {
        /// The switch refused the bundle itself.
        case bundleRefused(OpenFlowError)
        /// It has committed the bundle without these members, whose form it had taken before.
        case takenInPart([RefusedMember])
        case timedOut
        case disconnected
        /// Too many batches wait, or the connection is not ready. Nothing was sent.
        case notAccepted
    }

    /// A member that the switch did not take, and what it said.
    public struct RefusedMember: Hashable, Sendable {
        /// Position in the batch.
        public let index: Int
        public let error: OpenFlowError
        /// The flow, group or meter as ovs-ofctl writes it, or which zone is flushed.
        public let description: String

        public init(index: Int, error: OpenFlowError, description: String) {
            self.index = index
            self.error = error
            self.description = description
        }
    }

    public enum CloseReason: Error, Hashable, Sendable, CustomStringConvertible {
        /// The peer or the transport ended it.
        case disconnected
        /// Our side ended it.
        case requested(String)
        /// No hello and features reply in time.
        case handshakeTimedOut
        /// The peer's version bytes.
        case noCommonVersion(peer: [UInt8])
        /// The peer answered the handshake with an error.
        case handshakeRefused(OpenFlowError)
        /// Only main connections are served.
        case auxiliaryConnection(UInt8)
        /// Something else than a hello came first.
        case unexpectedMessage(type: UInt8)
        case wrongVersion(UInt8)
        case malformed(WireError, type: UInt8)
        /// No sign of life for two probe intervals.
        case silent
        /// A hello after the first one.
        case secondHello
        /// Too many answers to nothing that was asked.
        case strayMessages
        /// The peer asks but does not take answers.
        case outputOverflow

        public var description: String {
            switch self {
            case .disconnected: "the switch ended the connection"
            case .requested(let reason): reason
            case .handshakeTimedOut: "no OpenFlow handshake in time"
            case .noCommonVersion(let peer): "no common version, the switch speaks \(peer)"
            case .handshakeRefused(let error): "the switch refused the handshake: \(error)"
            case .auxiliaryConnection(let id): "auxiliary connection \(id), only main connections are served"
            case .unexpectedMessage(let type): "message type \(type) instead of a hello"
            case .wrongVersion(let version): "version byte \(version) after another version was agreed on"
            case .malformed(let error, let type): "message type \(type): \(error)"
            case .silent: "no answer to a probe"
            case .secondHello: "a second hello"
            case .strayMessages: "too many answers to nothing that was asked"
            case .outputOverflow: "the switch does not take what it asks for"
            }
        }
    }
}
