extension Encap: CustomStringConvertible {
    /// As ovs-ofctl writes it: `encap(nsh(md_type=2,tlv(0x1000,10,0x12345678)))`.
    public var description: String {
        let properties = properties.map(\.description).joined(separator: ",")
        return "encap(\(Self.names[packetType] ?? "UNKNOWN")\(properties.isEmpty ? "" : "(\(properties))"))"
    }

    static let names = [ethernet: "ethernet", nsh: "nsh", mpls: "mpls", mplsMulticast: "mpls_mc"]
}

extension Encap.Property: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nshMetadataType(let type): "md_type=\(type)"
        case .nshMetadata(let metadataClass, let type, let bytes):
            "tlv(\(TextValue.padded(metadataClass, digits: 4)),\(type),\(TextValue.hexadecimal(bytes)))"
        }
    }
}
