import NetworkTypes

extension LabNIC: Codable {
    public init(from decoder: any Decoder) throws {
        let members = try decoder.members(known: [
            "name", "index", "host", "mac", "addresses", "gateway", "tenant", "interfaceID",
        ])
        self.init(
            vm: try members.required("name"), index: try members.optional("index") ?? 0,
            host: try members.required("host"),
            mac: try members.optional("mac", as: String.self).map { try members.parse("mac", $0, MACAddress.init) },
            addresses: try members.texts("addresses").map {
                try members.parse("addresses", $0, InterfaceAddress.init)
            },
            gateways: try members.texts("gateway").map { try members.parse("gateway", $0, IPAddress.init) },
            tenant: try members.optional("tenant"), interfaceID: try members.optional("interfaceID"))
    }

    public func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: AnyKey.self)
        try members.encode(vm, forKey: AnyKey("name"))
        try members.encode(index, forKey: AnyKey("index"))
        try members.encode(host, forKey: AnyKey("host"))
        try members.encode(mac.description, forKey: AnyKey("mac"))
        try members.encode(addresses.map(\.description), forKey: AnyKey("addresses"))
        try members.encode(gateways.map(\.description), forKey: AnyKey("gateway"))
        try members.encodeIfPresent(tenant, forKey: AnyKey("tenant"))
        try members.encodeIfPresent(interfaceID, forKey: AnyKey("interfaceID"))
    }
}
