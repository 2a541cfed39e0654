import CommandLine
import TLS

/// `weft pki init`: the certificate authority, and weftd's key and certificate.
enum PKIInitCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "init", summary: "Make a certificate authority, and weftd's key and certificate.",
            discussion: """
                What is there already is kept: without --force the command makes only what is
                missing.
                """,
            options: [
                .repeated(
                    "address", "An IP address or DNS name by which clients reach weftd; hosts do not look at it.",
                    placeholder: "address"),
                PKICommand.days(PKICommand.certificateDays),
                .value(
                    "ca-days", "How long the authority is valid.", placeholder: "days", defaultValue: "3650"),
                .flag("force", "Make weftd's key and certificate anew."),
                .flag("replace-ca", "Make the authority anew too: every host needs a new certificate then."),
            ]
        ) { invocation in
            let session = try open(invocation)
            let directory = PKICommand.directory(invocation)
            let caValidity = try PKICommand.validity(invocation, "ca-days")
            let validity = try PKICommand.validity(invocation)
            let isReplaced = invocation.flag("replace-ca")
            let isNew = isReplaced || !directory.hasAuthority
            let authority = try withPKI { () throws(TLSError) in
                try isNew
                    ? CertificateAuthority.create(in: directory, validity: caValidity, force: isReplaced)
                    : CertificateAuthority(directory)
            }
            let record = try withPKI { () throws(TLSError) in
                try authority.issue(
                    .controller, addresses: invocation.values("address"), validity: validity,
                    force: isReplaced || invocation.flag("force"))
            }
            if isNew { session.tell(authorityText(authority)) }
            session.tell(
                """
                Made weftd's certificate, valid until \(Date.text(record.notAfter)):
                  \(directory.key(.controller))
                  \(directory.certificate(.controller))
                Next: `weft pki host NAME --system-id ID` for each host, then start weftd, or `kill -HUP` it.

                """)
            return .success
        }
    }

    private static func authorityText(_ authority: CertificateAuthority) -> String {
        """
        Made a certificate authority, valid until \(Date.text(authority.notAfter)):
          \(authority.directory.authorityKey)    the secret of all secrets; weftd does not read it
          \(authority.directory.authority)   for every host
          \(authority.directory.revocations)

        """
    }
}
