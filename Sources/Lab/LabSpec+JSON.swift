import Foundation

/// The file that `weft-lab up FILE` reads:
///
/// ```json
/// { "hosts": [{ "name": "kvm1" }, { "name": "kvm2" }],
///   "vms": [{ "name": "web1", "host": "kvm1", "mac": "52:54:00:00:00:01", "index": 0,
///             "addresses": ["10.0.0.11/24", "2001:db8::11/64"], "gateway": ["10.0.0.1", "2001:db8::1"],
///             "tenant": "acme", "interfaceID": "7f0c9b5e-6a51-4c7e-9a0a-1d1f3a2b7c11" }],
///   "datapath": "userspace", "join": "listen", "manager": "tcp:172.30.0.1:6640", "ssl": "/var/lib/weft/pki" }
/// ```
///
/// A VM needs `name` and `host`, everything else has a default. Further interfaces of a VM are further entries with the
/// same name and another `index`. Unknown keys are errors.
extension LabSpec: Decodable {
    private struct Host: Decodable {
        let name: String
        init(from decoder: any Decoder) throws {
            name = try decoder.members(known: ["name"]).required("name")
        }
    }

    public init(from decoder: any Decoder) throws {
        let members = try decoder.members(known: ["hosts", "vms", "datapath", "join", "manager", "ssl"])
        let join: Join
        let manager = try members.optional("manager", as: String.self)
        switch try members.optional("join", as: String.self) ?? "listen" {
        case "listen": join = .listen(manager: manager)
        case "dial" where manager == nil: join = .dial
        case "dial":
            throw DecodingError.dataCorruptedError(
                forKey: AnyKey("manager"), in: members, debugDescription: "`join: dial` has no manager")
        case let other:
            throw DecodingError.dataCorruptedError(
                forKey: AnyKey("join"), in: members, debugDescription: "`\(other)` is neither listen nor dial")
        }
        self.init(
            hosts: try members.required("hosts", as: [Host].self).map(\.name),
            nics: try members.optional("vms") ?? [],
            datapath: try members.optional("datapath") ?? .userspace, join: join,
            ssl: try members.optional("ssl", as: String.self))
    }

    /// Reads and checks a lab file.
    ///
    /// - Parameter name: how errors name the file.
    public init(json: some Collection<UInt8>, name: String = "lab file") throws(LabError) {
        do {
            self = try JSONDecoder().decode(LabSpec.self, from: Data(json))
        } catch {
            throw LabError(error, in: name)
        }
        try check()
    }

    /// Reads and checks the lab file at `path`.
    public init(file path: String) throws(LabError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LabError(.notFound, "\(path): no such file, or not readable")
        }
        try self.init(json: data, name: path)
    }
}
