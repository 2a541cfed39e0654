/// The names a lab gives to what it makes on the machine.
///
/// Every one of them begins with the lab's name and a character that no lab name contains, so that `down` finds all of
/// a lab by name alone and never touches another lab.
struct LabNames: Sendable {
    let lab: String

    /// Runtime data of all labs: a file system that does not outlive the machine, like the labs themselves.
    static let root = "/run/weft-lab"
    /// Where iproute2 keeps named network namespaces.
    static let namespaceRoot = "/run/netns"
    /// Every process of a lab carries this variable, with the lab's name as its value.
    static let processMark = "WEFT_LAB_PROCESS"

    var directory: String { "\(Self.root)/\(lab)" }
    var lockFile: String { "\(Self.root)/.\(lab).lock" }
    var stateFile: String { "\(directory)/state.json" }
    var namespacePrefix: String { "wl.\(lab)." }

    func runDirectory(_ host: String) -> String { "\(directory)/\(host)" }

    func namespace(_ node: LabNode) -> String {
        switch node {
        case .controller: "\(namespacePrefix)ctl"
        case .network: "\(namespacePrefix)net"
        case .host(let name): "\(namespacePrefix)host.\(name)"
        case .vm(let name): "\(namespacePrefix)vm.\(name)"
        }
    }

    func namespaceFile(_ node: LabNode) -> String { "\(Self.namespaceRoot)/\(namespace(node))" }

    /// The name of a NIC's port on its host, at most the 15 characters that Linux allows: `web1.0`.
    static func port(vm: String, index: Int) -> String {
        let plain = "\(vm).\(index)"
        guard plain.utf8.count > 15 else { return plain }
        return "\(vm.prefix(7))\(hexadecimal(stableHash(vm) & 0xffff, digits: 4)).\(index)"
    }

    /// The guest's name of a NIC.
    static func guestInterface(_ index: Int) -> String { "eth\(index)" }
    /// The ends of a host's two cables in the network namespace.
    static func managementCable(_ number: Int) -> String { "m\(number)" }
    static func underlayCable(_ number: Int) -> String { "u\(number)" }
    static let managementBridge = "br-mgmt"
    static let underlayBridge = "br-under"

    /// Names are those of INTERFACE.md, but at most 24 characters: unix socket paths end at 108.
    static func check(_ name: String, _ kind: String) throws(LabError) {
        let bytes = Array(name.utf8)
        let isPlain = bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
        guard (1...24).contains(bytes.count), isPlain, !name.hasPrefix("-"), !name.hasSuffix("-") else {
            throw LabError(
                .invalid, "`\(name)` is not a name for a \(kind)",
                hint: "1 to 24 of a-z, 0-9 and -, not first or last a -")
        }
    }
}
