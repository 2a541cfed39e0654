import CommandLine
import TLS

/// `weft pki list`: what the authority signed.
enum PKIListCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command("list", summary: "List the certificates that were made.") { invocation in
            let session = try open(invocation)
            let records = try withPKI { () throws(TLSError) in
                try CertificateAuthority(PKICommand.directory(invocation)).issued()
            }
            var table = Table(columns: ["CERTIFICATE", "SYSTEM-ID", "UNTIL", "STATUS", "SERIAL"])
            for record in records {
                table.append([
                    record.subject.description, record.systemID, Date.text(record.notAfter), status(record),
                    record.serial,
                ])
            }
            session.console.write(table.render())
            return .success
        }
    }

    private static func status(_ record: IssuedCertificate) -> String {
        if record.revokedAt != nil { return "Revoked" }
        return record.notAfter <= Date.now ? "Expired" : "Valid"
    }
}
