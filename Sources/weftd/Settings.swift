import CommandLine
import EventLoop
import NetworkTypes
import Observability
import TLS

/// What the daemon was told: a flag wins over `WEFTD_*`, and that over the file.
struct Settings {
    var stateDirectory: String
    var database: SocketAddress
    var openFlow: SocketAddress
    /// Keys and certificates, for `ssl:` addresses.
    var tls: TLSFiles
    /// Unix sockets of the API.
    var api: [String]
    /// The address that hosts are told to dial.
    var advertise: IPAddress
    var logLevel: LogLevel

    static let command = Command(
        "weftd", summary: "The controller of a Weft fabric.",
        discussion: """
            Addresses are written as Open vSwitch does: tcp:172.30.0.1:6640,
            unix:/run/weft/weftd.sock. Every option can be given as WEFTD_NAME in the
            environment and as `name: value` in the configuration file; an option wins over
            the environment, and that over the file. For ssl: addresses `weft pki init`
            makes key and certificate; SIGHUP has them read again.
            """,
        options: [
            .value(
                "config", "The configuration file (default \(defaultFile), if it is there).", placeholder: "file",
                environment: "WEFTD_CONFIG"),
            .value(
                "state", "Where documents, facts and numbers are kept (default /var/lib/weft).", placeholder: "dir",
                environment: "WEFTD_STATE"),
            .value(
                "ovsdb", "Where hosts' databases dial in (default ssl:0.0.0.0:6640).", placeholder: "addr",
                environment: "WEFTD_OVSDB"),
            .value(
                "openflow", "Where hosts' switches dial in (default ssl:0.0.0.0:6653).", placeholder: "addr",
                environment: "WEFTD_OPENFLOW"),
            .repeated("api", "A socket of the API (default unix:/run/weft/weftd.sock).", placeholder: "addr"),
            .value(
                "advertise", "The address that hosts are told to dial (default: that of --openflow).",
                placeholder: "ip", environment: "WEFTD_ADVERTISE"),
            .value(
                "private-key", "Our key (default DIR/pki/weftd-key.pem, DIR that of --state).", placeholder: "file",
                environment: "WEFTD_PRIVATE_KEY"),
            .value(
                "certificate", "Our certificate (default DIR/pki/weftd-cert.pem).", placeholder: "file",
                environment: "WEFTD_CERTIFICATE"),
            .value(
                "ca-cert", "Whose certificates hosts must have (default DIR/pki/ca-cert.pem).", placeholder: "file",
                environment: "WEFTD_CA_CERT"),
            .value(
                "crl", "Certificates that are revoked; none: no list (default DIR/pki/crl.pem, if it is there).",
                placeholder: "file", environment: "WEFTD_CRL"),
            .value(
                "log-level", "trace, debug, info, notice, warning or error (default info).", placeholder: "level",
                environment: "WEFTD_LOG_LEVEL"),
            .flag("check-config", "Only say whether the configuration is right."),
            .flag("version", "Print the version."),
        ],
        action: { _ in .success })

    static let defaultFile = "/etc/weft/weftd.yaml"

    init(_ invocation: Invocation, environment: [String: String]) throws {
        let file = try ConfigurationFile(path: invocation.value("config"))
        func value(_ name: String) -> String? { invocation.value(name) ?? file.values[name] }
        stateDirectory = value("state") ?? "/var/lib/weft"
        database = try Self.address("ovsdb", value("ovsdb") ?? "ssl:0.0.0.0:6640", port: 6640)
        openFlow = try Self.address("openflow", value("openflow") ?? "ssl:0.0.0.0:6653", port: 6653)
        tls = Self.tlsFiles(PKIDirectory(stateDirectory: stateDirectory), value)
        let named =
            invocation.values("api")
            + (invocation.values("api").isEmpty ? Self.list(environment["WEFTD_API"] ?? file.values["api"]) : [])
        api = try (named.isEmpty ? ["unix:/run/weft/weftd.sock"] : named).map(Self.socketPath)
        advertise = try Self.advertised(value("advertise"), openFlow)
        guard let level = LogLevel(name: value("log-level") ?? "info") else {
            throw UsageError(
                "log-level: `\(value("log-level") ?? "")` is not a level",
                hint: "use one of trace, debug, info, notice, warning, error")
        }
        logLevel = level
    }

    /// What hosts' switches are told to connect to.
    var controllerTarget: String {
        let port = openFlow.port ?? 6653
        let end: SocketAddress.Endpoint =
            openFlow.isTLS ? .tls(advertise, port: port) : .tcp(advertise, port: port)
        return SocketAddress(end).description
    }

    /// Whether a listener needs key and certificate.
    var needsTLS: Bool { database.isTLS || openFlow.isTLS }

    private static func tlsFiles(_ directory: PKIDirectory, _ value: (String) -> String?) -> TLSFiles {
        var files = directory.controllerFiles
        if let path = value("private-key") { files.privateKey = path }
        if let path = value("certificate") { files.certificate = path }
        if let path = value("ca-cert") { files.authority = path }
        switch value("crl") {
        case "none": files.revocations = nil
        case let path?: files.revocations = path
        // The list belongs to the authority beside it, and another one may have none.
        case nil where files.authority != directory.authority: files.revocations = nil
        case nil: files.isListOptional = true
        }
        return files
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    }

    private static func address(_ name: String, _ text: String, port: UInt16) throws -> SocketAddress {
        do {
            return try SocketAddress(openVSwitch: text, defaultPort: port)
        } catch {
            throw UsageError("\(name): \(error)", hint: "addresses are written like tcp:172.30.0.1:\(port)")
        }
    }

    private static func socketPath(_ text: String) throws -> String {
        guard case .unix(let path)? = try? SocketAddress(openVSwitch: text).endpoint else {
            throw UsageError(
                "api: `\(text)` is not a unix socket",
                hint: "this version serves the API on local sockets only: unix:PATH")
        }
        return path
    }

    private static func advertised(_ text: String?, _ openFlow: SocketAddress) throws -> IPAddress {
        if let text {
            guard let address = try? IPAddress(text) else {
                throw UsageError("advertise: `\(text)` is not an IP address")
            }
            return address
        }
        if let host = openFlow.host, host != .v4(IPv4Address(rawValue: 0)), host != .v6(IPv6Address(rawValue: 0)) {
            return host
        }
        throw UsageError(
            "advertise: hosts must be told an address to dial, and \(openFlow) names none",
            hint: "add --advertise with the address by which hosts reach this machine")
    }
}

extension SocketAddress {
    var isTLS: Bool { if case .tls = endpoint { true } else { false } }
}
