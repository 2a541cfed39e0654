import NetworkTypes

/// The rules of one group and direction, one after another: which of them can decide nothing.
///
/// Endpoints are compared as they are written, prefixes and address sets by what they hold: two names that mean the same
/// addresses today need not tomorrow.
struct RuleShadows {
    enum Cause {
        /// Rules before it decide all that it names.
        case earlier([SourcePosition])
        /// Its protocols are of the other family than its addresses.
        case otherFamily
        case emptySet
    }

    /// Sets with more entries are compared by name alone.
    private static let memberLimit = 64

    private let contents: (ObjectReference) -> [IPPrefix]
    /// What is decided already, by endpoint.
    private var decided: [RuleEndpoint: ProtocolRanges] = [:]
    /// The lengths of the prefixes among these.
    private var lengths: Set<Int> = []
    private var earlier: [(endpoints: Set<RuleEndpoint>, rule: RuleDeclaration)] = []

    init(contents: @escaping (ObjectReference) -> [IPPrefix]) { self.contents = contents }

    /// Why the next rule has no effect; nil when it has one.
    mutating func add(_ rule: RuleDeclaration) -> Cause? {
        let cause = cause(of: rule)
        if cause == nil { remember(rule) }
        return cause
    }

    private func cause(of rule: RuleDeclaration) -> Cause? {
        let ranges = rule.protocols.ranges
        guard let prefixes = prefixes(of: rule.endpoint) else {
            let around = [RuleEndpoint.any, rule.endpoint]
            return decides(around, ranges) ? .earlier(places(around, ranges)) : nil
        }
        guard !prefixes.isEmpty else { return .emptySet }
        let parts = prefixes.map { prefix in
            (around: [.any, rule.endpoint] + enclosing(prefix), ranges: rule.protocols.ranges(of: prefix.family))
        }
        guard parts.contains(where: { !$0.ranges.isEmpty }) else { return .otherFamily }
        guard parts.allSatisfy({ decides($0.around, $0.ranges) }) else { return nil }
        return .earlier(places(parts.flatMap(\.around), ranges))
    }

    private func decides(_ endpoints: [RuleEndpoint], _ ranges: ProtocolRanges) -> Bool {
        ranges.isCovered(by: endpoints.compactMap { decided[$0] })
    }

    private mutating func remember(_ rule: RuleDeclaration) {
        let prefixes = prefixes(of: rule.endpoint) ?? []
        let endpoints = Set([rule.endpoint] + prefixes.map(RuleEndpoint.prefix))
        for endpoint in endpoints { decided[endpoint, default: ProtocolRanges()].formUnion(rule.protocols.ranges) }
        lengths.formUnion(prefixes.map(\.length))
        earlier.append((endpoints, rule))
    }

    /// The places of the rules that have a part in the decision.
    private func places(_ endpoints: [RuleEndpoint], _ ranges: ProtocolRanges) -> [SourcePosition] {
        let endpoints = Set(endpoints)
        let found = earlier.lazy.filter { entry in
            entry.rule.protocols.ranges.overlaps(ranges) && !entry.endpoints.isDisjoint(with: endpoints)
        }
        return found.prefix(10).map(\.rule.position)
    }

    /// The addresses that an endpoint holds by what is written; nil when that is not known so.
    private func prefixes(of endpoint: RuleEndpoint) -> [IPPrefix]? {
        switch endpoint {
        case .prefix(let prefix): return [prefix]
        case .addressSet(let reference):
            let prefixes = contents(reference)
            return prefixes.count <= Self.memberLimit ? prefixes : nil
        case .any, .external, .network, .group, .nic, .labels: return nil
        }
    }

    private func enclosing(_ prefix: IPPrefix) -> [RuleEndpoint] {
        lengths.filter { $0 <= prefix.length }.map { .prefix(IPPrefix(containing: prefix.address, length: $0)) }
    }
}

extension IPPrefix {
    fileprivate var family: RuleProtocol.Family { address.isV4 ? .v4 : .v6 }
}
