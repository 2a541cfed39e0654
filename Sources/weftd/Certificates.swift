import TLS

/// The daemon's keys and certificates.
struct Certificates: Sendable {
    let credentials: TLSCredentials

    init(_ settings: Settings) { credentials = TLSCredentials(settings.tls) }

    /// What is in force. Throws what an operator should do when there is nothing that can be used.
    func check() throws -> TLSContext {
        do throws(TLSError) {
            return try credentials.context()
        } catch {
            throw StartError(
                "tls", "hosts cannot be served over TLS: \(error)",
                hint: error.hint
                    ?? (error.code == .missing
                        ? "make a CA and weftd's certificate with `weft pki init`, or name clear-text listeners, on a network that only hosts reach: --ovsdb tcp:ADDR:6640 --openflow tcp:ADDR:6653"
                        : "`weft pki list` shows what was made; `weft pki init --force` makes weftd's certificate anew")
            )
        }
    }
}
