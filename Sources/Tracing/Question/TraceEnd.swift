import NetworkTypes
import Policy
import Topology

/// One end of a trace, as it was asked for.
enum TraceEnd: Hashable {
    case nic(NICID)
    case address(IPAddress)
    case external
}

/// Reads ends: names among the NICs that the asker may see, addresses, `external`.
struct EndReader {
    let topology: Topology
    /// The tenants whose NICs the asker may see.
    let tenants: [String]
    /// The tenant that bare names belong to.
    let home: String?

    init(_ source: TraceSource, _ question: TraceQuestion) {
        topology = source.topology
        tenants = question.asker.map { [$0] } ?? source.policy.tenants
        home = question.tenant ?? question.asker
    }

    func read(_ text: String) throws(TraceRefusal) -> TraceEnd {
        if text == "external" { return .external }
        if let address = try? IPAddress(text) { return .address(try single(address)) }
        return .nic(try nic(text))
    }

    private func single(_ address: IPAddress) throws(TraceRefusal) -> IPAddress {
        let isNobody =
            switch address {
            case .v4(let v4): v4.rawValue == 0 || v4.rawValue == .max
            case .v6(let v6): v6.rawValue == 0
            }
        if address.isMulticast || isNobody { throw Self.group(address) }
        return address
    }

    /// Many get what is sent there, or nobody has it.
    static func group(_ address: IPAddress) -> TraceRefusal {
        .malformed(
            "\(address) is no single station's address: a trace follows one packet from one NIC to one other",
            hint: "name a NIC: TENANT/VM:INDEX")
    }

    private func nic(_ text: String) throws(TraceRefusal) -> NICID {
        // A VM's name may hold slashes and colons: the forms that name a tenant or an index come first.
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, tenants.contains(parts[0]), let found = nic(parts[1], of: parts[0]) { return found }
        let found = (home.map { [$0] } ?? tenants).filter(tenants.contains).compactMap { nic(text, of: $0) }
        guard let first = found.first else { throw .notFound("there is no nic \(text)") }
        guard found.count == 1 else {
            let names = found.prefix(8).map(\.description).joined(separator: ", ")
            throw .malformed("\(text) may be any of \(names)", hint: "TENANT/VM:INDEX names one")
        }
        return first
    }

    /// The index defaults to 0.
    private func nic(_ text: String, of tenant: String) -> NICID? {
        if let colon = text.lastIndex(of: ":"), let index = Int(text[text.index(after: colon)...]), index >= 0 {
            let id = NICID(tenant: tenant, vm: String(text[..<colon]), index: index)
            if topology.nics[id] != nil { return id }
        }
        let id = NICID(tenant: tenant, vm: text, index: 0)
        return topology.nics[id] == nil ? nil : id
    }
}
