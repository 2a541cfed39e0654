import JSON
import NetworkTypes
import Topology

/// The last known facts of one host in the form that is stored: what stands while the host is away.
struct StoredFacts: Equatable {
    var systemID: String?
    var openVSwitchVersion: String?
    var ports: [Port] = []
    /// NICs that are served on this host's ports.
    var served: [String: NICID] = [:]
    /// What was bound to these NICs at first use.
    var addresses: [NICID: [KnownAddress]] = [:]
    /// Those whose connections are taken up in the middle.
    var pickingUp: Set<NICID> = []

    static func key(_ host: HostID) -> String { "host/\(host.name)" }

    init(
        systemID: String?, openVSwitchVersion: String?, ports: [Port], served: [String: NICID],
        addresses: [NICID: [KnownAddress]] = [:], pickingUp: Set<NICID> = []
    ) {
        self.systemID = systemID
        self.openVSwitchVersion = openVSwitchVersion
        self.ports = ports
        self.served = served
        self.addresses = addresses
        self.pickingUp = pickingUp
    }

    /// Nothing when the bytes are not what `encoded` wrote: the host will tell its facts again.
    init?(_ bytes: [UInt8], host: HostID) {
        guard let value = try? JSONParser.parse(bytes), let list = value["ports"]?.array else { return nil }
        systemID = value["system-id"]?.string
        openVSwitchVersion = value["version"]?.string
        for entry in list {
            guard let port = Port(entry, host: host) else { return nil }
            ports.append(port)
            guard let nic = entry["serves"], let tenant = nic["tenant"]?.string, let vm = nic["vm"]?.string,
                let index = nic["index"]?.integer
            else { continue }
            let id = NICID(tenant: tenant, vm: vm, index: Int(index))
            served[port.id.name] = id
            let bound = (nic["addresses"]?.array ?? []).compactMap { KnownAddress($0) }
            if !bound.isEmpty { addresses[id] = bound }
            if nic["picks-up"] == .bool(true) { pickingUp.insert(id) }
        }
    }

    var encoded: [UInt8] {
        var object = JSONObject()
        object["system-id"] = systemID.map { .string($0) }
        object["version"] = openVSwitchVersion.map { .string($0) }
        object["ports"] = .array(
            ports.sorted { $0.id < $1.id }.map { port in
                var entry = port.json
                if let nic = served[port.id.name] {
                    var serves: JSONObject = [
                        "tenant": .string(nic.tenant), "vm": .string(nic.vm), "index": .integer(Int64(nic.index)),
                    ]
                    if let bound = addresses[nic] { serves["addresses"] = .array(bound.map(\.json)) }
                    if pickingUp.contains(nic) { serves["picks-up"] = .bool(true) }
                    entry["serves"] = .object(serves)
                }
                return .object(entry)
            })
        return JSONValue.object(object).serializedBytes()
    }
}

extension KnownAddress {
    fileprivate init?(_ value: JSONValue) {
        guard let address = value["address"]?.string.flatMap({ try? IPAddress($0) }),
            let origin = value["origin"]?.string.flatMap(Origin.init)
        else { return nil }
        self.init(address, origin)
    }

    fileprivate var json: JSONValue {
        ["address": .string(address.description), "origin": .string(origin.rawValue)]
    }
}

extension Port {
    fileprivate init?(_ value: JSONValue, host: HostID) {
        guard let name = value["name"]?.string else { return nil }
        self.init(
            id: PortID(host: host, name: name),
            number: value["ofport"]?.integer.flatMap { UInt32(exactly: $0) }.map(PortNumber.init),
            interfaceID: value["iface-id"]?.string,
            attachedMAC: value["mac"]?.string.flatMap { try? MACAddress($0) }, vmID: value["vm-id"]?.string,
            vmName: value["vm-name"]?.string, profile: value["profile"]?.string)
    }

    fileprivate var json: JSONObject {
        var object: JSONObject = ["name": .string(id.name)]
        object["ofport"] = number.map { .integer(Int64($0.rawValue)) }
        object["iface-id"] = interfaceID.map { .string($0) }
        object["mac"] = attachedMAC.map { .string($0.description) }
        object["vm-id"] = vmID.map { .string($0) }
        object["vm-name"] = vmName.map { .string($0) }
        object["profile"] = profile.map { .string($0) }
        return object
    }
}
