import Foundation
import Testing

@testable import TLS

/// What is left when `weft pki` is killed between any two steps that change files, and what the next run makes of it.
@Suite("weft pki that is killed") struct InterruptionTests {
    private static let day = Validity.days(1, from: TestPKI.now)
    private let pki: TestPKI
    /// What the hosts have copied to themselves.
    private let hosts: [String: TLSFiles]

    init() throws {
        pki = try TestPKI()
        let directory = pki.directory
        for name in ["kvm1", "kvm2"] { try pki.authority.issue(.host(name: name), systemID: name, validity: Self.day) }
        hosts = try Dictionary(
            uniqueKeysWithValues: ["kvm1", "kvm2"].map { ($0, try Self.keep(directory.hostFiles($0), in: directory)) })
    }

    /// Copies a host's key and certificate to where no change reaches them.
    private static func keep(_ files: TLSFiles, in directory: PKIDirectory) throws -> TLSFiles {
        let place = directory.path + "/kept"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        var files = files
        for file in [\TLSFiles.privateKey, \.certificate] {
            let copy = "\(place)/\(UUID()).pem"
            try FileManager.default.copyItem(atPath: files[keyPath: file], toPath: copy)
            files[keyPath: file] = copy
        }
        return files
    }

    /// How weftd, if it read its files at this moment, took a host that trusts it: nil when it does.
    private func refusal(_ host: TLSFiles, by directory: PKIDirectory) throws -> TLSFailure.Cause? {
        var host = host
        // Only weftd's side is in question: the host trusts whoever has signed for weftd.
        host.authority = directory.path + "/all.pem"
        let all = try PKIFile.read(directory.authority) + PKIFile.read(pki.directory.authority)
        try Data(all).write(to: URL(filePath: host.authority))
        let pipe = try Pipe(client: TLSContext(host), server: TLSContext(directory.controllerFiles))
        pipe.run()
        return pipe.server.isOpen && pipe.server.end == nil ? nil : pipe.server.cause ?? .protocolError
    }

    private func host(_ name: String) throws -> TLSFiles { try #require(hosts[name]) }

    /// Makes a change in copies of a directory, killed after no step, after one, and so on until it survives.
    ///
    /// - Parameter check: of what is left.
    /// - Returns: how many steps there are.
    @discardableResult
    private func killed(
        in prepared: PKIDirectory, _ change: (PKIDirectory) throws -> Void, then check: (PKIDirectory) throws -> Void
    ) throws -> Int {
        var steps = 0
        while true {
            let copy = PKIDirectory("\(prepared.path)-killed-\(UUID())")
            try FileManager.default.copyItem(atPath: prepared.path, toPath: copy.path)
            defer { try? FileManager.default.removeItem(atPath: copy.path) }
            let interruption = PKIInterruption(after: steps)
            let hasFailed = PKIInterruption.$current.withValue(interruption) {
                do { try change(copy) } catch { return true }
                return false
            }
            #expect(hasFailed == interruption.hasStruck, "after \(steps) steps")
            guard interruption.hasStruck else { return steps }
            do {
                try check(copy)
            } catch {
                Issue.record("after \(steps) steps: \(error)")
            }
            steps += 1
        }
    }

    /// Nothing of an unfinished change is left, no key in particular.
    private func expectTidy(_ directory: PKIDirectory) throws {
        let names = try PKIFile.names(in: directory.path)
        #expect(!names.contains { $0.hasPrefix("change") }, "\(names)")
    }

    private func serial(_ authority: CertificateAuthority) -> String {
        PeerIdentity.serial(authority.certificate.pointer)
    }

    @Test("A change without a gap serves all hosts at every point, and --drop-former cuts none of them")
    func keepsFormer() throws {
        let before = serial(pki.authority)
        var outcomes: [Bool: Int] = [:]
        let steps = try killed(in: pki.directory) { directory in
            _ = try CertificateAuthority.replace(in: directory, validity: Self.day, keepsFormer: true)
        } then: { directory in
            #expect(try refusal(host("kvm1"), by: directory) == nil)
            // Opening it checks that key and certificate belong together.
            let authority = try CertificateAuthority(directory)
            try expectTidy(directory)
            let isOld = serial(authority) == before
            outcomes[isOld, default: 0] += 1
            let subjects = ["weftd", "host/kvm1", "host/kvm2"].compactMap(CertificateSubject.init)
            #expect(try authority.issued().map(\.subject) == (isOld ? subjects : []))
            let dropping = try authority.dropFormer(now: TestPKI.now, isForced: false)
            #expect(
                dropping == (isOld ? .dropped(0) : .leavesBehind(subjects.sorted { "\($0)" < "\($1)" })))
            #expect(try serial(CertificateAuthority(directory)) == serial(authority))
            #expect(try refusal(host("kvm1"), by: directory) == nil)
            #expect(try authority.revoke("host/kvm2", now: 5).count == 1)
            #expect(try refusal(host("kvm2"), by: directory) == .revoked)
            try finish(directory, isOld: isOld)
        }
        #expect(steps > 30)
        #expect(outcomes.count == 2, "it is killed before and after the change is decided: \(outcomes)")
    }

    /// The rest of a change as it is documented.
    private func finish(_ directory: PKIDirectory, isOld: Bool) throws {
        if isOld { _ = try CertificateAuthority.replace(in: directory, validity: Self.day, keepsFormer: true) }
        let authority = try CertificateAuthority(directory)
        try authority.issue(.controller, validity: Self.day, force: true)
        for name in ["kvm1", "kvm2"] {
            try authority.issue(.host(name: name), systemID: name, validity: Self.day, force: true)
        }
        #expect(try refusal(host("kvm1"), by: directory) == nil)
        #expect(try authority.dropFormer(now: TestPKI.now, isForced: false) == .dropped(1))
        #expect(try refusal(host("kvm1"), by: directory) == .unknownAuthority)
        #expect(try refusal(directory.hostFiles("kvm1"), by: directory) == nil)
        #expect(try PKIFile.names(in: directory.former).isEmpty)
        try expectTidy(directory)
    }

    @Test("A change at once takes place as a whole or not at all")
    func atOnce() throws {
        let before = serial(pki.authority)
        try killed(in: pki.directory) { directory in
            _ = try CertificateAuthority.replace(in: directory, validity: Self.day, keepsFormer: false)
        } then: { directory in
            let first = try refusal(host("kvm1"), by: directory)
            #expect(first == nil || first == .unknownAuthority)
            let authority = try CertificateAuthority(directory)
            let isOld = serial(authority) == before
            #expect(try refusal(host("kvm1"), by: directory) == (isOld ? nil : .unknownAuthority))
            #expect(try authority.issued().count == (isOld ? 3 : 0))
            #expect(try directory.formerAuthorities().count == (isOld ? 0 : 1))
            try expectTidy(directory)
        }
    }

    @Test("--drop-former that is killed is completed by doing it again, and hosts of the authority in force are served")
    func drop() throws {
        let present = try CertificateAuthority.replace(in: pki.directory, validity: Self.day, keepsFormer: true)
        try present.issue(.controller, validity: Self.day, force: true)
        for name in ["kvm1", "kvm2"] {
            try present.issue(.host(name: name), systemID: name, validity: Self.day, force: true)
        }
        try killed(in: pki.directory) { directory in
            _ = try CertificateAuthority(directory).dropFormer(now: TestPKI.now, isForced: false)
        } then: { directory in
            let renewed = directory.hostFiles("kvm1")
            #expect(try refusal(renewed, by: directory) == nil)
            let authority = try CertificateAuthority(directory)
            #expect(serial(authority) == serial(present))
            let outcome = try authority.dropFormer(now: TestPKI.now, isForced: false)
            #expect([.dropped(0), .dropped(1)].contains(outcome))
            #expect(try refusal(renewed, by: directory) == nil)
            #expect(try refusal(host("kvm1"), by: directory) == .unknownAuthority)
            #expect(try PKIFile.names(in: directory.former).isEmpty)
            let lists = try PEM.readRevocationLists(PKIFile.read(directory.revocations), of: directory.revocations)
            #expect(lists.count == 1)
        }
    }

    @Test("A new authority that is killed is made by the next run")
    func create() throws {
        let empty = PKIDirectory(pki.directory.path + "/empty")
        try FileManager.default.createDirectory(atPath: empty.path, withIntermediateDirectories: true)
        try killed(in: empty) { directory in
            _ = try CertificateAuthority.create(in: directory, validity: Self.day)
        } then: { directory in
            let authority = try CertificateAuthority.openOrCreate(in: directory, validity: Self.day)
            try authority.issue(.controller, validity: Self.day)
            try authority.issue(.host(name: "kvm1"), systemID: "kvm1", validity: Self.day)
            #expect(try refusal(directory.hostFiles("kvm1"), by: directory) == nil)
            try expectTidy(directory)
        }
    }

    @Test("Revoking that is killed is completed by doing it again, of a former authority's too")
    func revoke() throws {
        _ = try CertificateAuthority.replace(in: pki.directory, validity: Self.day, keepsFormer: true)
        try pki.authority.issue(.host(name: "kvm1"), systemID: "kvm1", validity: Self.day, force: true)
        try killed(in: pki.directory) { directory in
            try CertificateAuthority(directory).revoke("host/kvm1", now: 7)
        } then: { directory in
            #expect(try refusal(host("kvm2"), by: directory) == nil)
            try CertificateAuthority(directory).revoke("host/kvm1", now: 8)
            #expect(try refusal(host("kvm1"), by: directory) == .revoked)
            #expect(try refusal(directory.hostFiles("kvm1"), by: directory) == .revoked)
            #expect(try refusal(host("kvm2"), by: directory) == nil)
        }
    }

    // MARK: What versions before the change was written down as a whole could leave

    /// The present authority is kept as a former one already; the certificate of the one that was to come is accepted.
    private func leaveBeforeKey() throws -> CertificateAuthority {
        let directory = pki.directory
        let place = PKIDirectory("\(directory.former)/\(serial(pki.authority))")
        try PKIFile.makeDirectory(place.path)
        for file in [\PKIDirectory.register, \.authority, \.revocations, \.authorityKey] {
            try PKIFile.replace(place[keyPath: file], PKIFile.read(directory[keyPath: file]), isSecret: true)
        }
        let fresh = try CertificateAuthority.signedByItself(directory, validity: Self.day, name: "Weft CA")
        let bundle = try PEM.certificate(fresh.certificate) + PKIFile.read(directory.authority)
        try PKIFile.replace(
            directory.revocations, fresh.revocationList([]) + PKIFile.read(place.revocations), isSecret: false)
        try PKIFile.replace(directory.authority, bundle, isSecret: false)
        return fresh
    }

    @Test("An authority that is in force and kept as a former one is not dropped", arguments: [false, true])
    func keptAndInForce(isForced: Bool) throws {
        _ = try leaveBeforeKey()
        let directory = pki.directory
        #expect(try pki.authority.dropFormer(now: TestPKI.now, isForced: isForced) == .dropped(0))
        #expect(try serial(CertificateAuthority(directory)) == serial(pki.authority))
        #expect(try refusal(host("kvm1"), by: directory) == nil)
        try pki.authority.revoke("host/kvm1", now: 6)
        #expect(try refusal(host("kvm1"), by: directory) == .revoked)
    }

    @Test("A former register in the place of the new one does not hide who is left behind")
    func formerRegister() throws {
        let directory = pki.directory
        let fresh = try leaveBeforeKey()
        try PKIFile.replace(directory.authorityKey, PEM.key(fresh.key), isSecret: true)
        let behind = try CertificateAuthority(directory).dropFormer(now: TestPKI.now, isForced: false)
        #expect(behind == .leavesBehind([.host(name: "kvm1"), .host(name: "kvm2"), .controller]))
        #expect(try refusal(host("kvm1"), by: directory) == nil)
    }
}
