import CommandLine
import TLS

/// `weft pki init`: the certificate authority, and weftd's key and certificate.
enum PKIInitCommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "init", summary: "Make a certificate authority, and weftd's key and certificate.",
            discussion: """
                What is there already is kept: without --force the command makes only what is
                missing, and says so when nothing is.
                """,
            options: [
                .repeated(
                    "address", "An IP address or DNS name by which clients reach weftd; hosts do not look at it.",
                    placeholder: "address"),
                PKICommand.days(PKICommand.certificateDays),
                .value(
                    "ca-days", "How long the authority is valid.", placeholder: "days", defaultValue: "3650"),
                .flag(
                    "force",
                    "Make weftd's key and certificate anew. With --drop-former: although somebody is left behind."),
                .flag(
                    "replace-ca",
                    "Make the authority anew too: every host needs a new certificate then, at once without --keep-former."
                ),
                .flag("keep-former", "With --replace-ca: accept certificates of the present authority further."),
                .flag("drop-former", "Accept certificates of former authorities no longer."),
            ]
        ) { invocation in
            let session = try open(invocation)
            let steps = try Steps(session, invocation)
            let wasInterrupted = try PKICommand.completeChange(steps.directory, session)
            if invocation.flag("drop-former") {
                try steps.dropFormer(wasInterrupted: wasInterrupted)
            } else if invocation.flag("replace-ca"), invocation.flag("keep-former") {
                try steps.succeed(wasInterrupted: wasInterrupted)
            } else {
                try steps.makeMissing(isReplaced: invocation.flag("replace-ca"))
            }
            return .success
        }
    }

    /// What the command does in each of its forms.
    private struct Steps {
        let session: Session
        let directory: PKIDirectory
        let addresses: [String]
        let authorityValidity: Validity
        let validity: Validity
        let isForced: Bool

        init(_ session: Session, _ invocation: Invocation) throws {
            let (replaces, keeps, drops) = (
                invocation.flag("replace-ca"), invocation.flag("keep-former"), invocation.flag("drop-former")
            )
            guard !keeps || replaces, !drops || !replaces else {
                throw Failure(
                    "usage",
                    keeps && !replaces
                        ? "--keep-former belongs to --replace-ca" : "--drop-former does not go with --replace-ca",
                    hint:
                        "`weft pki init --replace-ca --keep-former` begins a change of authority, `weft pki init --drop-former` ends it",
                    exitCode: .usage)
            }
            self.session = session
            directory = PKICommand.directory(invocation)
            addresses = invocation.values("address")
            authorityValidity = try PKICommand.validity(invocation, "ca-days")
            validity = try PKICommand.validity(invocation)
            isForced = invocation.flag("force")
        }

        /// What is missing, or what is to be new.
        func makeMissing(isReplaced: Bool) throws {
            let isNew = isReplaced || !directory.hasAuthority
            let authority = try withPKI { () throws(TLSError) in
                if isReplaced {
                    return try CertificateAuthority.replace(
                        in: directory, validity: authorityValidity, keepsFormer: false)
                }
                if isNew { return try CertificateAuthority.create(in: directory, validity: authorityValidity) }
                return try CertificateAuthority(directory)
            }
            if isNew { session.tell(authorityText(authority)) }
            if isReplaced {
                session.tell(
                    "What the former one signed is refused as soon as weftd has read its files again; `weft pki init --drop-former --force` deletes its key\n"
                )
            }
            let isListMade = try withPKI { () throws(TLSError) in try authority.restoreRevocations() }
            if isListMade { session.tell("Made the revocation list again: \(directory.revocations)\n") }
            let isAnew = isReplaced || isForced
            let present = try withPKI { () throws(TLSError) in
                isAnew ? nil : try authority.controllerCertificate(naming: addresses, now: Date.now)
            }
            guard let present else { return try issue(authority, force: isAnew) }
            let made = isNew || isListMade ? "nothing else was made" : "nothing was made"
            session.tell(
                "The authority, valid until \(Date.text(authority.notAfter)), and weftd's certificate, valid until \(Date.text(present.notAfter)), are there already: \(made)\n"
            )
        }

        private func issue(_ authority: CertificateAuthority, force: Bool) throws {
            let record = try withPKI { () throws(TLSError) in
                try authority.issue(.controller, addresses: addresses, validity: validity, force: force)
            }
            session.tell(
                """
                Made weftd's certificate, valid until \(Date.text(record.notAfter)):
                  \(directory.key(.controller))
                  \(directory.certificate(.controller))
                Next: `weft pki host NAME --system-id ID` for each host, then start weftd, or `kill -HUP` it.

                """)
        }

        /// A new authority beside the present one; weftd goes on showing what hosts know.
        ///
        /// - Parameter wasInterrupted: whether a change was completed just now; if it was such a one, it is the one wanted.
        func succeed(wasInterrupted: Bool) throws {
            let authority = try withPKI { () throws(TLSError) in
                if wasInterrupted, try directory.acceptsFormer() { return try CertificateAuthority(directory) }
                return try CertificateAuthority.replace(in: directory, validity: authorityValidity, keepsFormer: true)
            }
            session.tell(authorityText(authority))
            session.tell(
                """
                The former one is accepted further, and can still revoke. Next, so that no host is turned away:
                  1. Copy \(directory.authority), which holds both, to every host.
                  2. `weft pki init --force` makes weftd's certificate anew; `systemctl reload weftd`, or `kill -HUP` it.
                  3. `weft pki host NAME --system-id ID --force` for each host (with --dialled where it was), and copy its two files there.
                  4. `weft pki init --drop-former`, reload weftd, and copy \(directory.authority) to every host again.

                """)
        }

        func dropFormer(wasInterrupted: Bool) throws {
            // Whoever believes that it never took place would cut off every host.
            guard !wasInterrupted else {
                throw Failure(
                    "interrupted",
                    "a change of authority that was interrupted was completed only now; nothing was dropped",
                    hint: "`weft pki list` shows who has a certificate of the former authority", exitCode: .conflict)
            }
            let outcome = try withPKI { () throws(TLSError) in
                try CertificateAuthority(directory).dropFormer(now: Date.now, isForced: isForced)
            }
            switch outcome {
            case .leavesBehind(let subjects): throw leftBehind(subjects)
            case .dropped(let count): tellDropped(count)
            }
        }

        private func leftBehind(_ subjects: [CertificateSubject]) -> Failure {
            let names = subjects.prefix(5).map(\.description).joined(separator: ", ")
            return Failure(
                "left-behind",
                "\(names)\(subjects.count > 5 ? " and \(subjects.count - 5) more" : "") would be refused: only a former authority has signed for them",
                hint: "make their certificates with `weft pki host`, `client` or `init --force`, or add --force",
                exitCode: .conflict)
        }

        private func tellDropped(_ count: Int) {
            session.tell(
                count == 0
                    ? "There is no former authority\n"
                    : "\(count == 1 ? "The former authority is" : "\(count) former authorities are") accepted no longer, once weftd has read \(directory.authority) again: `systemctl reload weftd`, or `kill -HUP` it\n"
            )
        }

        private func authorityText(_ authority: CertificateAuthority) -> String {
            """
            Made a certificate authority, valid until \(Date.text(authority.notAfter)):
              \(directory.authorityKey)    the secret of all secrets; weftd does not read it
              \(directory.authority)   for every host
              \(directory.revocations)

            """
        }
    }
}
