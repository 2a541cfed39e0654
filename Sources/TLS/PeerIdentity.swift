import COpenSSL

/// Who a certificate says its owner is.
public struct PeerIdentity: Hashable, Sendable, CustomStringConvertible {
    public var commonName: String?
    /// The subject alternative names by their kind.
    public var uris: [String] = []
    public var dnsNames: [String] = []
    /// Upper-case hexadecimal, as `openssl x509 -serial` prints it.
    public var serial: String
    /// SHA-256 of the certificate, lower-case hexadecimal.
    public var fingerprint: String
    /// The end of its validity, in seconds since 1970.
    public var notAfter: Int64

    /// For people: `CN kvm1, serial 3F0A…`.
    public var description: String { "CN \(commonName ?? "-"), serial \(serial)" }

    /// The system-ids of the hosts that may show this certificate.
    ///
    /// A certificate of `weft pki` names its host in a URI, and that alone counts. Certificates of another CA without
    /// such a URI name it as common name or as DNS name.
    public var systemIDs: [String] {
        let names = uris.compactMap(CertificateName.init(uri:))
        guard names.isEmpty, !uris.contains(where: CertificateName.isOurs) else {
            return names.compactMap { if case .host(let systemID) = $0 { systemID } else { nil } }
        }
        return [commonName].compactMap(\.self) + dnsNames
    }
}

extension PeerIdentity {
    /// Reads an X509. Names with a zero byte or that are not UTF-8 count as absent: they are made to deceive.
    init(certificate: OpaquePointer) {
        commonName = Self.commonName(certificate)
        serial = Self.serial(certificate)
        fingerprint = Self.fingerprint(certificate)
        notAfter = Self.seconds(X509_get0_notAfter(certificate))
        guard let names = weft_x509_alternative_names(certificate) else { return }
        defer { weft_x509_free_names(names) }
        var position: Int32 = 0
        while true {
            var bytes: UnsafePointer<UInt8>?
            var count: Int32 = 0
            let type = weft_x509_alternative_name(names, position, &bytes, &count)
            if type < 0 { break }
            position += 1
            guard let bytes, let text = Self.text(UnsafeBufferPointer(start: bytes, count: Int(count))) else {
                continue
            }
            switch type {
            case GEN_URI: uris.append(text)
            case GEN_DNS: dnsNames.append(text)
            default: break
            }
        }
    }

    private static func commonName(_ certificate: OpaquePointer) -> String? {
        guard let subject = X509_get_subject_name(certificate) else { return nil }
        let position = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard position >= 0, let entry = X509_NAME_get_entry(subject, position),
            let data = X509_NAME_ENTRY_get_data(entry)
        else { return nil }
        var utf8: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&utf8, data)
        guard count >= 0, let utf8 else { return nil }
        defer { CRYPTO_free(utf8, #file, #line) }
        return text(UnsafeBufferPointer(start: utf8, count: Int(count)))
    }

    private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        guard !bytes.isEmpty, bytes.count <= 1024, !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            return nil
        }
        return String(validating: bytes, as: UTF8.self)
    }

    static func serial(_ certificate: OpaquePointer) -> String {
        guard let number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil) else { return "-" }
        defer { BN_free(number) }
        guard let text = BN_bn2hex(number) else { return "-" }
        defer { CRYPTO_free(text, #file, #line) }
        return String(cString: text)
    }

    private static func fingerprint(_ certificate: OpaquePointer) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var count = UInt32(digest.count)
        guard X509_digest(certificate, EVP_sha256(), &digest, &count) == 1 else { return "-" }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Seconds since 1970 of a certificate's time.
    static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        guard let epoch = ASN1_TIME_set(nil, 0) else { return 0 }
        defer { ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}
