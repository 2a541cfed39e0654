import Glibc
import TLS

extension Lab {
    /// Makes a host's certificate unless it is there, as `weft pki host` does, and the authority and the controller's too;
    /// answers what `ovs-vsctl` is told of them.
    func setSSL(_ host: String, _ directory: PKIDirectory, isDialled: Bool) throws(LabError) -> [String] {
        let files = directory.hostFiles(host)
        do throws(TLSError) {
            try Self.makeCertificates(host, directory, isDialled)
        } catch {
            throw LabError(.commandFailed, "the certificate of host \(host): \(error)", hint: error.hint)
        }
        return ["--", "set-ssl", files.privateKey, files.certificate, files.authority]
    }

    private static func makeCertificates(
        _ host: String, _ directory: PKIDirectory, _ isDialled: Bool
    ) throws(TLSError) {
        let validity = Validity.days(365, from: Int64(time(nil)))
        let authority = try CertificateAuthority.openOrCreate(in: directory, validity: validity)
        for (subject, systemID) in [(.controller, nil), (.host(name: host), host)] as [(CertificateSubject, String?)] {
            do throws(TLSError) {
                try authority.issue(
                    subject, systemID: systemID, isDialled: isDialled,
                    addresses: systemID == nil ? ["\(LabAddresses.controller)"] : [],
                    validity: validity)
            } catch  where error.code == .exists {
                continue
            }
        }
    }
}
