public import NetworkTypes

/// Whom a rule speaks about: the other end of what it admits or refuses (INTERFACE.md 1 and 1.8).
public enum RuleEndpoint: Hashable, Sendable {
    case any
    /// Every address outside the networks that are connected to the same router.
    case external
    case prefix(IPPrefix)
    /// `net:NAME`
    case network(ObjectReference)
    /// `group:NAME`
    case group(ObjectReference)
    /// `set:NAME`, a set of addresses.
    case addressSet(ObjectReference)
    /// `nic:VM[:INDEX]`
    case nic(NICDeclaration.Name)
    /// `label:KEY=VALUE[,KEY=VALUE]…`: own NICs that have all of these.
    case labels([String: String])

    private static let schemes = ["net", "group", "set", "nic", "label"]

    init(parsing text: String) throws(ScalarProblem) {
        if text == "any" || text == "external" {
            self = text == "any" ? .any : .external
            return
        }
        if let prefix = IPPrefix(addressOrPrefix: text) {
            self = .prefix(prefix)
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Self.schemes.contains(String(parts[0])) else { throw Self.problem(text) }
        self = try Self.named(parts[0], parts[1])
    }

    private static func named(_ scheme: Substring, _ rest: Substring) throws(ScalarProblem) -> RuleEndpoint {
        switch scheme {
        case "nic":
            guard isNICName(rest) else { throw ScalarProblem("a VM's name, of 1 to 255 bytes, follows `nic:`") }
            return .nic(NICDeclaration.Name(reference: String(rest)))
        case "label": return .labels(try labels(rest))
        default:
            guard let reference = ObjectReference(parsing: rest) else {
                throw ScalarProblem("NAME or TENANT/NAME follows `\(scheme):`")
            }
            return scheme == "net"
                ? .network(reference) : scheme == "group" ? .group(reference) : .addressSet(reference)
        }
    }

    private static func labels(_ text: Substring) throws(ScalarProblem) -> [String: String] {
        var labels: [String: String] = [:]
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ isLabelPart($0) }) else {
                throw ScalarProblem("KEY=VALUE follows `label:`, each 1 to 63 letters, digits and - _ . /")
            }
            guard labels.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
                throw ScalarProblem("the label `\(parts[0])` stands twice")
            }
        }
        return labels
    }

    /// What is wrong with a text that no endpoint looks like.
    private static func problem(_ text: String) -> ScalarProblem {
        if let near = Suggestion.nearest(to: text, among: ["any", "external"]) {
            return ScalarProblem(hint: "did you mean `\(near)`?")
        }
        if let colon = text.firstIndex(of: ":"),
            let near = Suggestion.nearest(to: String(text[..<colon]), among: schemes)
        {
            return ScalarProblem(hint: "did you mean `\(near)\(excerpt(text[colon...]))`?")
        }
        if ObjectReference(parsing: text) != nil {
            return ScalarProblem(
                "a name needs its kind", hint: "write `net:\(text)` for a network, `group:\(text)` for a group")
        }
        do throws(AddressSyntaxError) {
            if text.contains("/") { _ = try IPPrefix(text) } else { _ = try IPAddress(text) }
            return ScalarProblem()
        } catch {
            let isAddress = text.utf8.first.map { isDigit($0) } == true || text.contains("::")
            return ScalarProblem(isAddress ? error.reason : nil)
        }
    }
}

extension RuleEndpoint: CustomStringConvertible {
    /// As documents write it.
    public var description: String {
        switch self {
        case .any: "any"
        case .external: "external"
        case .prefix(let prefix): prefix.description
        case .network(let reference): "net:\(reference)"
        case .group(let reference): "group:\(reference)"
        case .addressSet(let reference): "set:\(reference)"
        case .nic(let name): "nic:\(name)"
        case .labels(let labels):
            "label:" + labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        }
    }
}
