public import NetworkTypes

// Which addresses a NIC has: those that documents declare, and those that were bound to it at first use (INTERFACE.md 1.8).
// What is bound is a fact: it stands until the NIC is served nowhere, changes its network or MAC, or loses the address to
// somebody whom a document gives it.

extension Topology {
    /// Every single address that the NIC may use, sorted: declared, bound, and the link-local that follows from its MAC.
    public func knownAddresses(of id: NICID) -> [KnownAddress] {
        guard let nic = nics[id] else { return [] }
        // The strongest word for an address comes first. There are a few, which are found faster in a list than in a table.
        var known: [KnownAddress] = []
        func add(_ entry: KnownAddress) {
            if !known.contains(where: { $0.address == entry.address }) { known.append(entry) }
        }
        for address in nic.addresses { add(KnownAddress(address, .declared)) }
        for entry in boundAddresses[id] ?? [] { add(entry) }
        if let mac = mac(of: nic) {
            let address = IPAddress.v6(.linkLocal(from: mac))
            // Unless a document gives it to somebody else.
            let owner = addressOwners[nic.network]?[address]
            if owner == nil || owner == id { add(KnownAddress(address, .linkLocal)) }
        }
        return known.sorted()
    }

    /// How the NIC may get more addresses.
    public func openness(of id: NICID) -> AddressOpenness {
        guard let nic = nics[id], let network = networks[nic.network] else { return .detection(of: []) }
        let bound = boundAddresses[id] ?? []
        if network.addressMode == .learned {
            return bound.count < KnownAddress.limit ? .anyUse : .detection(of: [])
        }
        var prefixes: [IPPrefix] = []
        if !bound.contains(where: { $0.origin == .linkLocal }) { prefixes.append(.linkLocal) }
        if bound.count(where: { $0.origin == .slaac }) < KnownAddress.limit {
            prefixes += network.subnets.filter { $0.isAutoconfigured && !$0.prefix.address.isV4 }.map(\.prefix)
        }
        return .detection(of: prefixes)
    }

    /// Whether the NIC may have this address.
    ///
    /// - Parameter isDetection: it was seen in neighbour discovery that asks (RFC 4862 section 5.4, RFC 4861 section 7.2.2), not in
    ///   use otherwise.
    public func judge(_ address: IPAddress, of id: NICID, isDetection: Bool) -> AddressJudgement {
        guard let nic = nics[id], let network = networks[nic.network] else { return .refused(.undeclared) }
        if knownAddresses(of: id).contains(where: { $0.address == address }) { return .known }
        guard address.isHostAddress else { return .refused(.notAHostAddress) }
        if network.subnets.contains(where: { $0.gateway == address }) { return .refused(.gateway) }
        if let owner = addressOwners[network.id]?[address], owner != id { return .refused(.takenBy(owner)) }
        if let owner = linkLocalOwner(address, in: network.id), owner != id { return .refused(.takenBy(owner)) }
        if let names = exceptionAddresses[network.id]?[address], names > 0 { return .refused(.exception) }
        return judge(address, nic, network, isDetection: isDetection)
    }

    private func judge(
        _ address: IPAddress, _ nic: NIC, _ network: Network, isDetection: Bool
    ) -> AddressJudgement {
        let bound = boundAddresses[nic.id] ?? []
        if network.addressMode == .learned {
            let isInside = network.subnets.isEmpty || network.subnets.contains { $0.hasStation(address) }
            guard isInside || address.isLinkLocalV6 else { return .refused(.outsideSubnets) }
            guard bound.count < KnownAddress.limit else { return .refused(.limit) }
            return .admissible(address.isLinkLocalV6 ? .linkLocal : .learned)
        }
        guard isDetection else { return .refused(.undeclared) }
        if address.isLinkLocalV6 {
            return bound.contains { $0.origin == .linkLocal } ? .refused(.limit) : .admissible(.linkLocal)
        }
        guard network.subnets.contains(where: { $0.isAutoconfigured && $0.prefix.contains(address) }) else {
            return .refused(.undeclared)
        }
        return bound.count { $0.origin == .slaac } < KnownAddress.limit ? .admissible(.slaac) : .refused(.limit)
    }

    /// Who has an address of a network: by a document, because it was bound, or by the MAC that is in it.
    public func owner(of address: IPAddress, in network: NetworkID) -> NICID? {
        addressOwners[network]?[address] ?? linkLocalOwner(address, in: network)
    }

    /// Whose link-local address follows from the MAC that is in it.
    private func linkLocalOwner(_ address: IPAddress, in network: NetworkID) -> NICID? {
        guard case .v6(let v6) = address, let mac = v6.linkLocalMAC else { return nil }
        if let nic = index.nicsByMAC[mac]?.sorted().first(where: { nics[$0]?.network == network }) { return nic }
        for port in (index.portsByMAC[mac] ?? []).sorted() {
            if case .nic(let id, _) = bindings[port], let nic = nics[id], nic.network == network, nic.mac == nil {
                return id
            }
        }
        return nil
    }
}

// MARK: - Binding

extension Topology {
    /// Gives an address to a NIC, if it may have it now; false when it may not.
    @discardableResult
    public mutating func bind(_ entry: KnownAddress, to id: NICID) -> Bool {
        guard let nic = nics[id], activePort[id] != nil,
            judge(entry.address, of: id, isDetection: true) == .admissible(entry.origin)
        else { return false }
        boundAddresses[id] = ((boundAddresses[id] ?? []) + [entry]).sorted()
        addressOwners[nic.network, default: [:]][entry.address] = id
        changes.nics.insert(id)
        return true
    }

    mutating func release(_ address: IPAddress, of id: NICID) {
        guard boundAddresses[id]?.contains(where: { $0.address == address }) == true else { return }
        boundAddresses[id]?.removeAll { $0.address == address }
        if boundAddresses[id]?.isEmpty == true { boundAddresses[id] = nil }
        if let network = nics[id]?.network { disown(address, id, in: network) }
        changes.nics.insert(id)
    }

    /// Nothing that was bound to the NIC counts any more.
    mutating func releaseAddresses(of id: NICID) {
        for entry in boundAddresses[id] ?? [] { release(entry.address, of: id) }
    }

    /// Judges again what was bound in a network whose subnets or mode are others now.
    mutating func reviewAddresses(in network: NetworkID) {
        for id in boundAddresses.keys.filter({ nics[$0]?.network == network }).sorted() {
            for entry in boundAddresses[id] ?? [] {
                release(entry.address, of: id)
                bind(entry, to: id)
            }
        }
    }

    /// What documents give to a NIC is taken from whoever had it bound.
    mutating func claimAddresses(of nic: NIC, replacing old: NIC?) {
        if let old { forgetAddresses(of: old) }
        for address in nic.addresses {
            dispossess(of: address, in: nic.network)
            addressOwners[nic.network, default: [:]][address] = nic.id
            noteLinkLocalOwner(of: address, in: nic.network)
        }
        for address in nic.exceptions.compactMap(\.single) {
            dispossess(of: address, in: nic.network)
            exceptionAddresses[nic.network, default: [:]][address, default: 0] += 1
        }
        claimLinkLocal(of: nic)
    }

    /// The link-local address that follows from a NIC's MAC is that NIC's, whoever had it bound.
    mutating func claimLinkLocal(of nic: NIC) {
        guard let mac = mac(of: nic) else { return }
        let address = IPAddress.v6(.linkLocal(from: mac))
        if let owner = addressOwners[nic.network]?[address] { release(address, of: owner) }
    }

    /// A NIC that is not declared any more, or otherwise.
    mutating func forgetAddresses(of nic: NIC) {
        for address in nic.addresses {
            disown(address, nic.id, in: nic.network)
            noteLinkLocalOwner(of: address, in: nic.network)
        }
        for address in nic.exceptions.compactMap(\.single) {
            let names = (exceptionAddresses[nic.network]?[address] ?? 1) - 1
            exceptionAddresses[nic.network]?[address] = names > 0 ? names : nil
            if exceptionAddresses[nic.network]?.isEmpty == true { exceptionAddresses[nic.network] = nil }
        }
    }

    /// Whoever has the address by its MAC has it no longer, or again.
    private mutating func noteLinkLocalOwner(of address: IPAddress, in network: NetworkID) {
        if let other = linkLocalOwner(address, in: network) { changes.nics.insert(other) }
    }

    private mutating func dispossess(of address: IPAddress, in network: NetworkID) {
        if let owner = addressOwners[network]?[address] { release(address, of: owner) }
    }

    private mutating func disown(_ address: IPAddress, _ id: NICID, in network: NetworkID) {
        guard addressOwners[network]?[address] == id else { return }
        addressOwners[network]?[address] = nil
        if addressOwners[network]?.isEmpty == true { addressOwners[network] = nil }
    }
}

// MARK: - Addresses

extension IPPrefix {
    static let linkLocal = IPPrefix(containing: .v6(IPv6Address(rawValue: 0xfe80 << 112)), length: 10)

    /// Its address, where it is no more than one.
    var single: IPAddress? { length == (address.isV4 ? 32 : 128) ? address : nil }
}

extension IPAddress {
    var isLinkLocalV6: Bool { if case .v6(let v6) = self { v6.isLinkLocal } else { false } }

    /// An address that one station can have (RFC 1122 section 3.2.1.3, RFC 4291 section 2.4).
    var isHostAddress: Bool {
        switch self {
        case .v4(let v4):
            let first = v4.rawValue >> 24
            return first != 0 && first != 127 && first < 224
        case .v6(let v6):
            let isMappedOrLow = v6.rawValue >> 48 == 0 || v6.rawValue >> 32 == 0xffff
            return !v6.isMulticast && !isMappedOrLow
        }
    }
}

extension IPv6Address {
    /// The MAC that this link-local address follows from; nothing when it follows from none.
    var linkLocalMAC: MACAddress? {
        let identifier = UInt64(truncatingIfNeeded: rawValue)
        guard identifier >> 24 & 0xffff == 0xfffe else { return nil }
        let high = (identifier >> 40 ^ 0x02_0000) << 24
        let mac = MACAddress(rawValue: high | identifier & 0xff_ffff)
        return IPv6Address.linkLocal(from: mac) == self ? mac : nil
    }
}

extension Network.Subnet {
    /// Whether a station of the subnet may have the address.
    func hasStation(_ address: IPAddress) -> Bool {
        guard prefix.contains(address) else { return false }
        guard case (.v4(let station), .v4(let base)) = (address, prefix.address), prefix.length <= 30 else {
            return true
        }
        return station != base && station.rawValue != base.rawValue | (UInt32.max >> UInt32(prefix.length))
    }
}
