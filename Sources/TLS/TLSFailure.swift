import COpenSSL

/// Why a TLS connection did not come about, or broke.
public struct TLSFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// New cases may be added: keep a `default`.
    public enum Cause: String, Hashable, Sendable, CaseIterable {
        case noCertificate, expired, notYetValid, unknownAuthority, revoked, noRevocationList, wrongPurpose
        case badCertificate, plaintext, versionTooOld, noCommonSuite, refusedByPeer, brokenOff, protocolError
    }

    public let cause: Cause
    /// What OpenSSL or the peer's alert says beyond the cause; empty when the cause says it all.
    public let detail: String
    /// The certificate that was refused, if one was shown.
    public let identity: PeerIdentity?

    public init(_ cause: Cause, _ detail: String = "", identity: PeerIdentity? = nil) {
        self.cause = cause
        self.detail = detail
        self.identity = identity
    }

    public var description: String {
        var text = Self.sentence(cause)
        if !detail.isEmpty { text += ": \(detail)" }
        if let identity { text += " (\(identity))" }
        return text
    }

    private static func sentence(_ cause: Cause) -> String {
        switch cause {
        case .noCertificate: "the peer presented no certificate"
        case .expired: "the peer's certificate has expired"
        case .notYetValid: "the peer's certificate is not valid yet; are the clocks right?"
        case .unknownAuthority: "the peer's certificate is not signed by our certificate authority"
        case .revoked: "the peer's certificate is revoked"
        case .noRevocationList: "the revocation list does not cover the peer's certificate"
        case .wrongPurpose: "the peer's certificate is not for this purpose"
        case .badCertificate: "the peer's certificate is not acceptable"
        case .plaintext: "the peer speaks clear text where TLS is spoken"
        case .versionTooOld: "the peer speaks no TLS version from 1.2 up"
        case .noCommonSuite: "the peer offers no cipher suite that is strong enough"
        case .refusedByPeer: "the peer refuses our certificate or our TLS"
        case .brokenOff: "the peer broke the connection off during the TLS handshake"
        case .protocolError: "the TLS connection failed"
        }
    }
}

extension TLSFailure {
    /// The newest error in this thread's queue of OpenSSL, met in a handshake or later.
    ///
    /// - Parameters:
    ///   - role: ours.
    ///   - verification: the outcome of checking the peer's certificate (X509_V_…).
    ///   - refused: the certificate that was checked.
    static func ofLastError(_ role: TLSMachine.Role, verification: Int, refused: PeerIdentity?) -> TLSFailure {
        let reason = weft_err_reason(ERR_peek_last_error())
        switch reason {
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return TLSFailure(.noCertificate)
        case SSL_R_CERTIFICATE_VERIFY_FAILED: return ofVerification(role, verification, refused)
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_NO_PROTOCOLS_AVAILABLE, SSL_R_UNKNOWN_PROTOCOL,
            SSL_R_WRONG_VERSION_NUMBER, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return TLSFailure(.versionTooOld)
        case SSL_R_NO_SHARED_CIPHER: return TLSFailure(.noCommonSuite)
        case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST: return TLSFailure(.plaintext)
        // Alerts of the peer.
        case SSL_AD_REASON_OFFSET...(SSL_AD_REASON_OFFSET + 255): return TLSFailure(.refusedByPeer, alert(reason))
        default: return TLSFailure(.protocolError, OpenSSL.lastError)
        }
    }

    /// `tlsv1 alert unknown ca` → `unknown ca`.
    private static func alert(_ reason: Int32) -> String {
        let text = OpenSSL.lastError
        guard let words = text.firstRange(of: "alert ") else { return text }
        return String(text[words.upperBound...])
    }

    /// - Parameter result: why a certificate does not pass (X509_V_ERR_…).
    static func ofVerification(
        _ role: TLSMachine.Role, _ result: Int, _ refused: PeerIdentity?
    ) -> TLSFailure {
        let cause: Cause? =
            switch Int32(clamping: result) {
            case X509_V_ERR_CERT_HAS_EXPIRED: .expired
            case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
            case X509_V_ERR_CERT_REVOKED: .revoked
            case X509_V_ERR_INVALID_PURPOSE: .wrongPurpose
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE:
                .unknownAuthority
            default: nil
            }
        if let cause { return TLSFailure(cause, purpose(cause, role), identity: refused) }
        let text = X509_verify_cert_error_string(result).map { String(cString: $0) } ?? "error \(result)"
        let isAboutLists = [
            X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID,
            X509_V_ERR_CRL_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
        ].contains(Int32(clamping: result))
        return TLSFailure(isAboutLists ? .noRevocationList : .badCertificate, text, identity: refused)
    }

    private static func purpose(_ cause: Cause, _ role: TLSMachine.Role) -> String {
        guard cause == .wrongPurpose else { return "" }
        return role == .server
            ? "it is not for clients" : "it is not for servers; `weft pki host --dialled` makes one that is"
    }
}
