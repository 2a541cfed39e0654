import CommandLine
import TLS

/// `weft pki host`: a host's key and certificate, and what to do with them.
enum PKIHostCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "host", summary: "Make a host's key and certificate, and say what to type there.",
            arguments: [.required("name", "The host, as documents name it.")],
            options: [
                .value(
                    "system-id",
                    "What its database says: ovs-vsctl get Open_vSwitch . external_ids:system-id. Needed.",
                    placeholder: "id"),
                .value("controller", "The address by which hosts reach weftd.", placeholder: "ip"),
                .flag(
                    "dialled",
                    "For a host that listens (pssl:) and is dialled by weftd. Only then: whoever has the key can play weftd to other hosts."
                ),
                PKICommand.days(PKICommand.certificateDays), PKICommand.force,
            ]
        ) { invocation in
            let session = try open(invocation)
            let name = invocation.argument("name") ?? ""
            // `ovs-vsctl get` prints quotes around it.
            let systemID = invocation.value("system-id").map { $0.filter { $0 != "\"" } }
            let directory = PKICommand.directory(invocation)
            try PKICommand.completeChange(directory, session)
            let validity = try PKICommand.validity(invocation)
            let record = try withPKI { () throws(TLSError) in
                try CertificateAuthority(directory).issue(
                    .host(name: name), systemID: systemID, isDialled: invocation.flag("dialled"), validity: validity,
                    force: invocation.flag("force"))
            }
            session.tell(
                "Made the certificate of host \(name) (system-id \(printable(systemID ?? "-"))), valid until \(Date.text(record.notAfter)):\n"
            )
            let manager =
                invocation.flag("dialled") ? "pssl:6640" : "ssl:\(address(invocation.value("controller"))):6640"
            session.console.write(instructions(record, name, directory, manager: manager))
            session.tell(
                invocation.flag("dialled")
                    ? "In the document: `ovsdb: ssl:ADDRESS-OF-THE-HOST:6640` and its `system-id`\n"
                    : "In the document: `ovsdb: listen` and its `system-id`. If weftd is to dial the host instead, make the certificate with --dialled\n"
            )
            return .success
        }
    }

    private static func address(_ controller: String?) -> String {
        controller.map { $0.contains(":") && !$0.hasPrefix("[") ? "[\($0)]" : $0 } ?? "CONTROLLER"
    }

    /// The names on the host hold the serial: Open vSwitch takes a key and a certificate that are replaced under their old
    /// names only when it looks at neither between the one and the other, and else stays with what it had.
    private static func instructions(
        _ record: IssuedCertificate, _ name: String, _ directory: PKIDirectory, manager: String
    ) -> String {
        let files = directory.hostFiles(name)
        let there = "/etc/openvswitch"
        let pair = "\(there)/\(name)-\(record.serial.prefix(8).lowercased())"
        return """
              \(files.privateKey)  to \(pair)-key.pem
              \(files.certificate)  to \(pair)-cert.pem
              \(files.authority)  to \(there)/ca-cert.pem
            Copy these three to the host, under the names on the right; only root may read the key. Then, on the host:
              ovs-vsctl set-ssl \(pair)-key.pem \(pair)-cert.pem \(there)/ca-cert.pem
              ovs-vsctl set-manager \(manager)

            """
    }
}
