import CommandLine
import TLS

/// `weft pki list`: what the authority signed.
enum PKIListCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command("list", summary: "List the certificates that were made.") { invocation in
            let session = try open(invocation)
            let directory = PKICommand.directory(invocation)
            try PKICommand.completeChange(directory, session)
            let (former, present) = try withPKI { () throws(TLSError) in
                let present = try CertificateAuthority(directory).issued()
                var former: [IssuedCertificate] = []
                for place in try directory.formerAuthorities() { former += try place.issued() }
                return (former, present)
            }
            var table = Table(columns: ["CERTIFICATE", "SYSTEM-ID", "UNTIL", "STATUS", "SERIAL"])
            let records = former.map { ($0, "Former") } + present.map { ($0, "Valid") }
            for (record, holding) in records {
                table.append([
                    record.subject.description, record.systemID, Date.text(record.notAfter), status(record, holding),
                    record.serial,
                ])
            }
            session.console.write(table.render())
            return .success
        }
    }

    /// - Parameter holding: `Former` for a certificate of an authority that was replaced.
    private static func status(_ record: IssuedCertificate, _ holding: String) -> String {
        if record.revokedAt != nil { return "Revoked" }
        return record.notAfter <= Date.now ? "Expired" : holding
    }
}
