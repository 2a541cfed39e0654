import CommandLine
import Glibc
import TLS

/// `weft pki`: the certificates of weftd, of hosts and of clients. Works on files alone, without a server.
enum PKICommand {
    static func command(_ open: @escaping SessionOpener) -> Command {
        Command(
            "pki", summary: "Make and revoke certificates for weftd, hosts and clients.",
            discussion: "Works on files; weftd reads them at its start and at SIGHUP.",
            options: [
                .value(
                    "dir", "The directory of the certificate authority.", placeholder: "dir",
                    defaultValue: "/var/lib/weft/pki", environment: "WEFT_PKI")
            ],
            subcommands: [
                PKIInitCommand.command(open), PKIHostCommand.command(open), PKIClientCommand.command(open),
                PKIRevokeCommand.command(open), PKIListCommand.command(open),
            ])
    }

    static let force = Option.flag(
        "force", "Replace key and certificate that are there; the old certificate stays valid until it is revoked.")

    static func days(_ standard: Int) -> Option {
        .value("days", "How long the certificate is valid.", placeholder: "days", defaultValue: "\(standard)")
    }

    /// More than two years, so that nobody has to think of it every year.
    static let certificateDays = 825

    static func directory(_ invocation: Invocation) -> PKIDirectory { PKIDirectory(invocation.value("dir") ?? ".") }

    /// Completes a change of authority that was interrupted, and says so.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    static func completeChange(_ directory: PKIDirectory, _ session: Session) throws -> Bool {
        guard try withPKI({ () throws(TLSError) in try directory.completeChange() }) else { return false }
        session.tell("A change of authority that was interrupted is complete now\n")
        return true
    }

    static func validity(_ invocation: Invocation, _ option: String = "days") throws -> Validity {
        let days = try invocation.integer(option, in: 1...36_500) ?? certificateDays
        return .days(days, from: Date.now)
    }
}

/// Days as people write them.
enum Date {
    static var now: Int64 { Int64(time(nil)) }

    /// `2027-03-01`, in UTC.
    static func text(_ seconds: Int64) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
    }
}

extension Failure {
    init(_ error: TLSError) {
        let exitCode: ExitCode =
            switch error.code {
            case .exists: .conflict
            case .missing, .notFound: .notFound
            case .invalid: .usage
            default: .negative
            }
        self.init("\(error.code)", error.message, hint: error.hint, exitCode: exitCode)
    }
}

/// Does something with keys and certificates, whose failures are the command's.
func withPKI<R>(_ body: () throws(TLSError) -> R) throws(Failure) -> R {
    do throws(TLSError) {
        return try body()
    } catch {
        throw Failure(error)
    }
}
