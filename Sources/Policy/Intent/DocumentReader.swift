import NetworkTypes

/// Turns one tree into one typed document.
struct DocumentReader {
    private let tree: DocumentTree
    private var checker: SchemaChecker
    private var extra = DiagnosticCollector()

    init(_ tree: DocumentTree, accepting planned: [Kind] = []) {
        self.tree = tree
        checker = SchemaChecker(
            isAdminDocument: Self.head("tenant", of: tree.root) == DocumentKey.adminTenant, accepting: planned)
    }

    var diagnostics: [Diagnostic] {
        (tree.diagnostics + checker.collector.finished() + extra.finished()).sorted()
    }

    /// Nil when the document does not say who it is.
    mutating func read() -> PolicyDocument? {
        guard let root = checker.check(tree.root, as: .object(Schema.document)),
            let tenant = root["tenant"]?.text, let name = root["document"]?.text
        else { return nil }
        let networks = (root["networks"]?.map ?? []).map { network($0) }
        let nics = (root["nics"]?.list ?? []).compactMap { nic($0) }
        let exceptions = (root["port-security"]?["exceptions"]?.list ?? []).compactMap { exception($0) }
        let security = security(root, ofTenant: tenant)
        let fabric = fabric(root)
        return PolicyDocument(
            key: DocumentKey(tenant: tenant, document: name), position: root["document"]?.position ?? root.position,
            source: tree.source, fabric: fabric, networks: networks, nics: nics,
            exceptions: exceptions, security: security, diagnostics: diagnostics)
    }

    private static func head(_ name: String, of root: DocumentNode) -> String? {
        guard case .mapping(let entries) = root.content,
            case .scalar(let text, _)? = entries.first(where: { $0.key == name })?.value.content
        else { return nil }
        return text
    }

    mutating func report(
        _ code: Diagnostic.Code, _ message: String, at position: SourcePosition, hint: String? = nil,
        related: [SourcePosition] = []
    ) {
        extra.append(Diagnostic(code, message, at: position, hint: hint, related: related))
    }
}

// MARK: Networks and NICs

extension DocumentReader {
    private mutating func network(_ entry: Value.Entry) -> NetworkDeclaration {
        let value = entry.value
        let kind = value["type"]?.text.flatMap(NetworkDeclaration.Kind.init)
        let subnets = (value["subnets"]?.list ?? []).compactMap { subnet($0) }
        return NetworkDeclaration(
            name: entry.name, kind: kind ?? .overlay, requestedVNI: requestedVNI(entry), subnets: subnets,
            addressMode: value["address-mode"]?.text.flatMap(NetworkDeclaration.AddressMode.init)
                ?? (subnets.isEmpty ? .learned : .declared),
            position: entry.position, isComplete: value.isComplete)
    }

    private mutating func requestedVNI(_ entry: Value.Entry) -> VNI? {
        guard let value = entry.value["vni"], let number = value.integer else { return nil }
        let vni = VNI(UInt32(number))
        guard !FabricSection.chainVNIs.contains(vni) else {
            report(
                .reserved,
                "network \(entry.name): VNI \(vni) lies in \(describe(FabricSection.chainVNIs)), kept for chains",
                at: value.position)
            return nil
        }
        return vni
    }

    private func subnet(_ value: Value) -> NetworkDeclaration.Subnet? {
        guard let cidr = value["cidr"], let prefix = cidr.prefix else { return nil }
        return .init(
            prefix: prefix, gateway: value["gateway"]?.address, isAutoconfigured: value["ra"]?.text == "slaac",
            position: cidr.position)
    }

    private mutating func exception(_ value: Value) -> PortExceptionDeclaration? {
        guard value.isComplete, let name = value["nic"]?.text.map(NICDeclaration.Name.init(reference:)) else {
            return nil
        }
        var addresses: [IPPrefix] = []
        for item in value["allow-addresses"]?.list ?? [] {
            guard let prefix = item.text.flatMap(IPPrefix.init(addressOrPrefix:)) else { continue }
            let isSource =
                prefix.length == (prefix.address.isV4 ? 32 : 128)
                ? prefix.address.isStation : !prefix.address.isMulticast
            if !isSource {
                report(.invalid, "exception for NIC \(excerpt("\(name)")): \(prefix) is no source", at: item.position)
            } else {
                addresses.append(prefix)
            }
        }
        return PortExceptionDeclaration(
            nic: name, addresses: addresses, reason: value["reason"]?.text, position: value.position)
    }

    private func nic(_ value: Value) -> NICDeclaration? {
        guard value.isComplete, let vm = value["vm"]?.text, let network = value["network"]?.reference else {
            return nil
        }
        return NICDeclaration(
            name: .init(vm: vm, index: value["index"]?.integer ?? 0), interfaceID: value["iface-id"]?.text,
            mac: value["mac"]?.mac, network: network, addresses: (value["addresses"]?.list ?? []).compactMap(\.address),
            labels: value["labels"]?.texts ?? [:], position: value.position)
    }
}

// MARK: Fabric

extension DocumentReader {
    private mutating func fabric(_ root: Value) -> FabricSection? {
        let sections = ["vni-pool", "underlay", "tenants", "hosts"]
        guard sections.contains(where: { root[$0] != nil }) else { return nil }
        return FabricSection(
            vniPool: root["vni-pool"].flatMap { vniPool($0) },
            underlayMTU: root["underlay"]?["mtu"].flatMap { mtu in
                mtu.integer.map { .init(value: $0, position: mtu.position) }
            },
            tenants: (root["tenants"]?.map ?? []).map { tenant($0) },
            hosts: (root["hosts"]?.map ?? []).compactMap { host($0) })
    }

    private mutating func vniPool(_ value: Value) -> FabricSection.Setting<ClosedRange<VNI>>? {
        guard let range = value.range else { return nil }
        let pool = VNI(UInt32(range.lowerBound))...VNI(UInt32(range.upperBound))
        guard !pool.overlaps(FabricSection.chainVNIs) else {
            report(
                .reserved, "vni-pool: \(describe(pool)) meets \(describe(FabricSection.chainVNIs)), kept for chains",
                at: value.position)
            return nil
        }
        return .init(value: pool, position: value.position)
    }

    private func tenant(_ entry: Value.Entry) -> TenantDeclaration {
        let quota = entry.value["quota"]
        return TenantDeclaration(
            name: entry.name,
            quota: .init(
                networks: quota?["networks"]?.integer, nics: quota?["nics"]?.integer, rules: quota?["rules"]?.integer),
            position: entry.position)
    }

    private mutating func host(_ entry: Value.Entry) -> HostDeclaration? {
        let value = entry.value
        guard let management = value["ovsdb"]?.management else { return nil }
        let systemID = value["system-id"]?.text
        if management == .listen && systemID == nil && value.isComplete {
            report(
                .missing, "host \(entry.name): a host that dials in is known by its `system-id`, which is missing",
                at: entry.position, hint: "ovs-vsctl get Open_vSwitch . external_ids:system-id, on the host")
        }
        return HostDeclaration(
            name: entry.name, management: management, systemID: systemID, vtep: value["vtep"]?.address,
            datapath: value["datapath"]?.text.flatMap(HostDeclaration.Datapath.init),
            bindingMode: value["binding"]?.text.flatMap(HostDeclaration.BindingMode.init) ?? .host,
            labels: value["labels"]?.texts ?? [:], position: entry.position)
    }
}

extension NICDeclaration.Name {
    /// As documents name a NIC: `VM` or `VM:INDEX`. The hypervisor names VMs, and may use colons: the index is digits
    /// behind the last one.
    init(reference text: String) {
        guard let colon = text.lastIndex(of: ":"), let index = Int(text[text.index(after: colon)...]), index >= 0 else {
            self.init(vm: text, index: 0)
            return
        }
        self.init(vm: String(text[..<colon]), index: index)
    }
}

extension IPPrefix {
    /// A prefix, or an address as the prefix of itself alone.
    init?(addressOrPrefix text: String) {
        if let prefix = try? IPPrefix(text) {
            self = prefix
        } else if let address = try? IPAddress(text) {
            self.init(containing: address, length: address.isV4 ? 32 : 128)
        } else {
            return nil
        }
    }
}

/// A range as documents write it.
func describe(_ range: ClosedRange<VNI>) -> String { "\(range.lowerBound)-\(range.upperBound)" }
