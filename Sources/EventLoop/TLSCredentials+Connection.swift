import TLS

extension SocketAddress {
    /// What connections at this address need; nil without TLS. Throws when they need what is not there.
    func credentials(_ credentials: TLSCredentials?, _ action: String) throws(EventLoopError) -> TLSCredentials? {
        guard case .tls = endpoint else { return nil }
        guard let credentials else {
            throw EventLoopError(.tlsNotConfigured, "\(action) failed: there is no certificate for TLS")
        }
        do throws(TLSError) {
            _ = try credentials.context()
        } catch {
            throw EventLoopError(.tlsNotConfigured, "\(action) failed: \(error)")
        }
        return credentials
    }
}

extension TLSCredentials {
    /// A machine for a new connection, with what is in force now.
    func machine(_ role: TLSMachine.Role, _ action: String) throws(EventLoopError) -> TLSMachine {
        do throws(TLSError) {
            return try TLSMachine(role, context())
        } catch {
            throw EventLoopError(.tlsNotConfigured, "\(action) failed: \(error)")
        }
    }
}
