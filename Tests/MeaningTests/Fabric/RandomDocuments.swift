import NetworkTypes
import PolicyMeaning
import TestSupport

/// Random documents with the guests that they declare. Tenants share prefixes, addresses and MACs on purpose.
struct RandomDocuments {
    struct Host {
        let name: String
        let vtep: IPAddress?
    }

    struct Network {
        let name: NetworkName
        let prefixes: [IPPrefix]
        let isLearned: Bool
    }

    private(set) var hosts: [Host] = []
    private(set) var networks: [Network] = []
    private(set) var guests: [Guest] = []
    /// Ports that no document names.
    private(set) var strangers: [Place] = []
    private var generator: SeededGenerator
    private var usedPorts: [String: UInt32] = [:]

    private static let prefixes = ["10.0.0.0/24", "10.0.1.0/24", "2001:db8:0:1::/64", "2001:db8:0:2::/64"]

    /// The documents of security groups.
    private(set) var securityTexts: [String] = []

    /// - Parameter isPoliced: whether there are security groups.
    init(seed: UInt64, isPoliced: Bool = false) {
        generator = SeededGenerator(seed: seed)
        makeHosts()
        makeNetworks()
        for network in networks { makeGuests(network) }
        for host in hosts where chance(2) { strangers.append(newPlace(host.name)) }
        guard isPoliced else { return }
        var security = RandomSecurity(seed: seed)
        for index in guests.indices where !guests[index].isProfiled { guests[index].labels = security.labels() }
        securityTexts = security.texts(networks, guests)
    }

    private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &generator) == 0 }

    private mutating func makeHosts() {
        let family = Int.random(in: 0..<10, using: &generator)
        for number in 1...Int.random(in: 1...4, using: &generator) {
            let isV6 = family > 7 ? chance(2) : family > 5
            let v6 = IPAddress.v6(IPv6Address(rawValue: 0xfd00 << 112 + UInt128(number)))
            let v4 = IPAddress.v4(IPv4Address(rawValue: 0xac1f_0000 + UInt32(number)))
            hosts.append(Host(name: "kvm\(number)", vtep: chance(8) ? nil : isV6 ? v6 : v4))
        }
    }

    private mutating func makeNetworks() {
        for tenant in ["acme", "globex", "initech"].prefix(Int.random(in: 1...3, using: &generator)) {
            for number in 1...Int.random(in: 1...2, using: &generator) {
                let texts = Self.prefixes.filter { _ in !chance(3) }
                networks.append(
                    Network(
                        name: NetworkName(tenant: tenant, name: "net\(number)"),
                        prefixes: texts.compactMap { try? IPPrefix($0) }, isLearned: texts.isEmpty || chance(4)))
            }
        }
    }

    private mutating func makeGuests(_ network: Network) {
        var used: Set<IPAddress> = []
        for number in 0..<Int.random(in: 0...5, using: &generator) {
            let addresses = network.prefixes.filter { _ in !chance(3) }.compactMap { prefix -> IPAddress? in
                let address = prefix.station(UInt8.random(in: 10...17, using: &generator))
                return used.insert(address).inserted ? address : nil
            }
            // The same MACs in every network; what is bound by MAC alone needs one of its own.
            let hasInterfaceID = !chance(4)
            let place = networks.firstIndex { $0.name == network.name } ?? 0
            let isProfiled = !hasInterfaceID && chance(2)
            let mac = 0x5254_0000_0000 + UInt64(hasInterfaceID ? 0 : (place + 1) << 8) + UInt64(number)
            guests.append(
                Guest(
                    tenant: network.name.tenant, vm: "\(network.name.name)-vm\(number)", network: network.name,
                    mac: MACAddress(rawValue: mac), hasInterfaceID: hasInterfaceID, isProfiled: isProfiled,
                    declaresMAC: !hasInterfaceID || !chance(3), addresses: isProfiled ? [] : addresses,
                    exceptions: isProfiled ? [] : exceptions(network), presence: presence(isProfiled)))
        }
    }

    private mutating func exceptions(_ network: Network) -> [IPPrefix] {
        guard chance(5), let prefix = network.prefixes.randomElement(using: &generator) else { return [] }
        let bits = prefix.address.isV4 ? 32 : 128
        // Some cover the unspecified address, which detections ask from.
        if !prefix.address.isV4, chance(2), let length = [0, 3, 16].randomElement(using: &generator) {
            return [IPPrefix(containing: .v6(IPv6Address(rawValue: 0)), length: length)]
        }
        return [
            IPPrefix(containing: prefix.station(100), length: chance(2) ? bits : bits - 4),
            IPPrefix(containing: prefix.station(UInt8.random(in: 10...17, using: &generator)), length: bits),
        ]
    }

    /// What topology bound to a guest.
    mutating func bind(_ addresses: [IPAddress], to index: Int) { guests[index].bound = addresses }

    private mutating func presence(_ isProfiled: Bool) -> Guest.Presence {
        guard let host = hosts.randomElement(using: &generator)?.name,
            let other = hosts.randomElement(using: &generator)?.name
        else { return .absent }
        if isProfiled { return .served(newPlace(host)) }
        return switch Int.random(in: 0..<12, using: &generator) {
        case 0: .absent
        case 1: .unopened(host: host)
        case 2 where host != other: .moved(from: newPlace(host), to: newPlace(other))
        case 3 where host != other: .contested(served: newPlace(host), ignored: newPlace(other))
        default: .served(newPlace(host))
        }
    }

    private mutating func newPlace(_ host: String) -> Place {
        usedPorts[host, default: 0] += 1
        return Place(host: host, port: PortNumber(usedPorts[host] ?? 1))
    }
}

extension RandomDocuments {
    /// The documents as texts: the fabric, and one of each tenant.
    var texts: [String] {
        let tenants = Set(networks.map(\.name.tenant)).sorted()
        let hostLines = hosts.map { host in
            let vtep = host.vtep.map { ", vtep: \"\($0)\"" } ?? ""
            return "  \(host.name): { ovsdb: listen, system-id: \(host.name)\(vtep) }"
        }
        let fabric =
            ["version: 1", "tenant: admin", "document: fabric", "tenants:"] + tenants.map { "  \($0): {}" }
            + ["hosts:"] + hostLines
        return [fabric.joined(separator: "\n") + "\n"] + tenants.map(text) + securityTexts
    }

    private func text(ofTenant tenant: String) -> String {
        var lines = ["version: 1", "tenant: \(tenant)", "document: base", "networks:"]
        for network in networks where network.name.tenant == tenant {
            let subnets = network.prefixes.map { "{ cidr: \"\($0)\" }" }.joined(separator: ", ")
            let mode = network.isLearned ? "learned" : "declared"
            lines.append("  \(network.name.name): { address-mode: \(mode), subnets: [\(subnets)] }")
        }
        let own = guests.filter { $0.tenant == tenant && !$0.isProfiled }
        if !own.isEmpty { lines.append("nics:") }
        for guest in own {
            var parts = ["vm: \(guest.vm)", "network: \(guest.network.name)"]
            if guest.declaresMAC { parts.append("mac: \"\(guest.mac)\"") }
            if guest.hasInterfaceID { parts.append("iface-id: \(guest.interfaceID)") }
            if !guest.labels.isEmpty {
                let labels = guest.labels.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                parts.append("labels: { \(labels.joined(separator: ", ")) }")
            }
            parts.append("addresses: [\(guest.addresses.map { "\"\($0)\"" }.joined(separator: ", "))]")
            lines.append("  - { \(parts.joined(separator: ", ")) }")
        }
        let excepted = own.filter { !$0.exceptions.isEmpty }
        if !excepted.isEmpty { lines += ["port-security:", "  exceptions:"] }
        for guest in excepted {
            let addresses = guest.exceptions.map { "\"\($0)\"" }.joined(separator: ", ")
            lines.append("    - { nic: \"\(guest.vm):0\", allow-addresses: [\(addresses)], reason: VRRP }")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension IPPrefix {
    /// The station with this number in the prefix.
    func station(_ number: UInt8) -> IPAddress {
        switch address {
        case .v4(let base): .v4(IPv4Address(rawValue: base.rawValue + UInt32(number)))
        case .v6(let base): .v6(IPv6Address(rawValue: base.rawValue + UInt128(number)))
        }
    }
}
