import CommandLine
import TLS

/// `weft pki revoke`: puts certificates on the revocation list.
enum PKIRevokeCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "revoke", summary: "Revoke certificates: all of host/NAME or client/NAME, or one by its serial.",
            discussion: "weftd has to read the list: send it SIGHUP. It ends the sessions concerned then.",
            arguments: [.required("certificate", "host/NAME, client/NAME, weftd, or a serial of `weft pki list`.")]
        ) { invocation in
            let session = try open(invocation)
            let name = invocation.argument("certificate") ?? ""
            let directory = PKICommand.directory(invocation)
            try PKICommand.completeChange(directory, session)
            let revoked = try withPKI { () throws(TLSError) in
                try CertificateAuthority(directory).revoke(name, now: Date.now)
            }
            for record in revoked { session.tell("Revoked \(record.subject), serial \(record.serial)\n") }
            if revoked.isEmpty { session.tell("Nothing to revoke: \(printable(name)) is revoked already\n") }
            session.tell("weftd must read \(directory.revocations): `systemctl reload weftd`, or `kill -HUP` it\n")
            return .success
        }
    }
}
