import NetworkTypes

/// An object as a list of named texts: what a comparison and a summary need.
struct DescribedObject {
    struct Attribute {
        /// One of a list, as documents write it, and where it stands, if that is worth telling.
        struct Entry {
            let text: String
            var position: SourcePosition?
        }

        let name: String
        let text: String
        /// What the one-line summary shows of it, if anything.
        let summary: String?
        /// Its entries, where each is compared by itself.
        let entries: [Entry]?

        /// - Parameter label: how the summary names a text that does not speak for itself, as in `vtep 10.0.0.1`.
        init(_ name: String, _ text: String?, summary: Bool = false, label: (String) -> String = { $0 }) {
            self.name = name
            self.text = text ?? "-"
            self.summary = summary ? text.map(label) : nil
            entries = nil
        }

        /// A list of which only the entries that come or go are told.
        init(_ name: String, entries: [Entry], summary: String? = nil) {
            self.name = name
            text = entries.map(\.text).joined(separator: "\n")
            self.summary = summary
            self.entries = entries
        }

        /// What became of `old`.
        func differences(from old: Attribute) -> [ObjectChange.Detail] {
            guard text != old.text else { return [] }
            guard let entries, let before = old.entries else { return [.init("\(name): \(old.text) → \(text)")] }
            let changes =
                Self.withoutOne(of: entries, from: before).map { ObjectChange.Detail("- \($0.text)", at: $0.position) }
                + Self.withoutOne(of: before, from: entries).map { .init("+ \($0.text)", at: $0.position) }
            return changes.isEmpty ? [.init("\(name): in another order")] : changes
        }

        /// `list` without one of each that `others` has.
        private static func withoutOne(of others: [Entry], from list: [Entry]) -> [Entry] {
            var counts = others.reduce(into: [:]) { counts, entry in counts[entry.text, default: 0] += 1 }
            return list.filter { entry in
                guard let count = counts[entry.text], count > 0 else { return true }
                counts[entry.text] = count - 1
                return false
            }
        }
    }

    let kind: String
    let tenant: String
    let name: String
    let attributes: [Attribute]
    let position: SourcePosition

    var summary: String {
        let shown = attributes.compactMap(\.summary)
        let title = name.isEmpty ? kind : "\(kind) \(name)"
        return shown.isEmpty ? title : "\(title) (\(shown.joined(separator: ", ")))"
    }

    /// What became of `old`, for each attribute that differs.
    func differences(from old: DescribedObject) -> [ObjectChange.Detail] {
        zip(old.attributes, attributes).flatMap { before, after in after.differences(from: before) }
    }
}

func list(_ items: some Sequence<some CustomStringConvertible>) -> String? {
    let text = items.map(\.description).joined(separator: ", ")
    return text.isEmpty ? nil : text
}

func list(_ labels: [String: String]) -> String? {
    list(labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
}

extension DescribedObject {
    init(_ network: NetworkDeclaration, tenant: String) {
        self.init(
            kind: "network", tenant: tenant, name: network.name,
            attributes: [
                Attribute("type", network.kind.rawValue, summary: true),
                Attribute("vni", network.requestedVNI.map { "\($0)" }, summary: true) { "vni \($0)" },
                Attribute("subnets", list(network.subnets.map(\.prefix)), summary: true),
                Attribute("address-mode", network.addressMode.rawValue),
                Attribute(
                    "gateways", list(network.subnets.compactMap { subnet in subnet.gateway.map { "\($0)" } })),
            ],
            position: network.position)
    }

    init(_ nic: NICDeclaration, tenant: String) {
        self.init(
            kind: "nic", tenant: tenant, name: nic.name.description,
            attributes: [
                Attribute("network", nic.network.description, summary: true),
                Attribute("mac", nic.mac?.description, summary: true),
                Attribute("iface-id", nic.interfaceID),
                Attribute("addresses", list(nic.addresses), summary: true),
                Attribute("labels", list(nic.labels)),
            ],
            position: nic.position)
    }

    init(_ exception: PortExceptionDeclaration, tenant: String) {
        self.init(
            kind: "exception", tenant: tenant, name: exception.nic.description,
            attributes: [
                Attribute("allow-addresses", list(exception.addresses), summary: true),
                Attribute("reason", exception.reason, summary: true),
            ],
            position: exception.position)
    }

    init(_ host: HostDeclaration) {
        self.init(
            kind: "host", tenant: DocumentKey.adminTenant, name: host.name,
            attributes: [
                Attribute("ovsdb", host.management.description, summary: true),
                Attribute("system-id", host.systemID),
                Attribute("vtep", host.vtep.map { "\($0)" }, summary: true) { "vtep \($0)" },
                Attribute("datapath", host.datapath?.rawValue),
                Attribute("binding", host.bindingMode.rawValue),
                Attribute("labels", list(host.labels)),
            ],
            position: host.position)
    }

    init(_ tenant: TenantDeclaration) {
        let quota = tenant.quota
        self.init(
            kind: "tenant", tenant: DocumentKey.adminTenant, name: tenant.name,
            attributes: [
                Attribute("quota.networks", quota.networks.map { "\($0)" }, summary: true) { "\($0) networks" },
                Attribute("quota.nics", quota.nics.map { "\($0)" }, summary: true) { "\($0) nics" },
                Attribute("quota.rules", quota.rules.map { "\($0)" }),
            ],
            position: tenant.position)
    }

    init(setting kind: String, _ text: String, position: SourcePosition) {
        self.init(
            kind: kind, tenant: DocumentKey.adminTenant, name: "",
            attributes: [Attribute("value", text, summary: true)],
            position: position)
    }
}
