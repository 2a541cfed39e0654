import Foundation
import Testing

@testable import TLS

/// A certificate authority in a directory of its own, with whatever certificates a test needs.
final class TestPKI {
    let directory: PKIDirectory
    let authority: CertificateAuthority

    static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    init(name: String = CertificateAuthority.standardName) throws {
        directory = PKIDirectory(FileManager.default.temporaryDirectory.appending(path: "weft-tls-\(UUID())").path())
        authority = try CertificateAuthority.create(
            in: directory, validity: .days(3650, from: Self.now), name: name)
        try authority.issue(.controller, validity: .days(30, from: Self.now))
    }

    deinit { try? FileManager.default.removeItem(atPath: directory.path) }

    var controller: TLSContext { get throws { try TLSContext(directory.controllerFiles) } }

    /// The context of a host, whose certificate is made if it is not there.
    /// - Parameter trusted: the authority that the host trusts, by default its own one.
    func host(
        _ name: String, validity: Validity = .days(30, from: now), trusting trusted: TestPKI? = nil
    ) throws -> TLSContext {
        if !FileManager.default.fileExists(atPath: directory.hostFiles(name).certificate) {
            try authority.issue(.host(name: name), systemID: name, validity: validity)
        }
        var files = directory.hostFiles(name)
        if let trusted { files.authority = trusted.directory.authority }
        return try TLSContext(files)
    }

    /// A certificate of this authority with any usage.
    func context(_ name: String, usage: CertificateTemplate.Usage) throws -> TLSContext {
        let key = try CertificateAuthority.newKey()
        let template = CertificateTemplate(commonName: name, usage: usage, validity: .days(30, from: Self.now))
        let certificate = try authority.sign(template, key: key)
        let files = TLSFiles(
            privateKey: "\(directory.path)/\(name).key", certificate: "\(directory.path)/\(name).pem",
            authority: directory.authority)
        try PKIFile.replace(files.privateKey, PEM.key(key), isSecret: true)
        try PKIFile.replace(files.certificate, PEM.certificate(certificate), isSecret: false)
        return try TLSContext(files)
    }
}

/// Two machines and the bytes between them.
final class Pipe {
    let client: TLSMachine
    let server: TLSMachine
    private(set) var readByClient: [UInt8] = []
    private(set) var readByServer: [UInt8] = []
    /// Everything that went over the wire, in both directions.
    private(set) var wire: [UInt8] = []

    init(client: TLSContext, server: TLSContext) throws {
        self.client = try TLSMachine(.client, client)
        self.server = try TLSMachine(.server, server)
    }

    /// Carries bytes to and fro until nobody has any more, in pieces of this size.
    func run(pieces: Int = 65_536) {
        while true {
            let toServer = client.takeOutput()
            let toClient = server.takeOutput()
            if toServer.isEmpty, toClient.isEmpty { return }
            wire += toServer + toClient
            for piece in toServer.pieces(pieces) { readByServer += server.receive(piece) }
            for piece in toClient.pieces(pieces) { readByClient += client.receive(piece) }
        }
    }
}

extension TLSMachine {
    func receive(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { receive($0) }.flatMap(\.self) }
    func seal(_ bytes: [UInt8]) { bytes.withUnsafeBytes { seal($0) } }

    var cause: TLSFailure.Cause? { if case .failed(let failure)? = end { failure.cause } else { nil } }
}

extension [UInt8] {
    func pieces(_ size: Int) -> [[UInt8]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
