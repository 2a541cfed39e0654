import CommandLine
import TLS

/// `weft pki client`: key and certificate of somebody who uses the API. It does not open a host's session.
enum PKIClientCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "client", summary: "Make key and certificate of a user of the API.",
            arguments: [.required("name", "Who it is.")],
            options: [PKICommand.days(PKICommand.certificateDays), PKICommand.force]
        ) { invocation in
            let session = try open(invocation)
            let name = invocation.argument("name") ?? ""
            let directory = PKICommand.directory(invocation)
            try PKICommand.completeChange(directory, session)
            let validity = try PKICommand.validity(invocation)
            let record = try withPKI { () throws(TLSError) in
                try CertificateAuthority(directory).issue(
                    .client(name: name), validity: validity, force: invocation.flag("force"))
            }
            session.tell("Made the certificate of client \(name), valid until \(Date.text(record.notAfter)):\n")
            let subject = CertificateSubject.client(name: name)
            session.console.write("  \(directory.key(subject))\n  \(directory.certificate(subject))\n")
            return .success
        }
    }
}
