import EventLoop
import Foundation
import NetworkTypes
import OpenFlow
import Synchronization
import TLS
import Testing

@testable import Sessions

@Suite("Sessions over TLS", .timeLimit(.minutes(2)))
struct TLSTests {
    /// An authority in a directory of its own.
    private final class PKI {
        let directory: PKIDirectory
        let authority: CertificateAuthority
        let controller: TLSCredentials

        init() throws {
            directory = PKIDirectory(
                FileManager.default.temporaryDirectory.appending(path: "weft-sessions-\(UUID())").path())
            let validity = Validity.days(1, from: Int64(Date().timeIntervalSince1970))
            authority = try CertificateAuthority.create(in: directory, validity: validity)
            try authority.issue(.controller, validity: validity)
            for name in ["kvm1", "kvm2"] { try authority.issue(.host(name: name), systemID: name, validity: validity) }
            try authority.issue(.host(name: "kvm3"), systemID: "kvm3", isDialled: true, validity: validity)
            controller = TLSCredentials(directory.controllerFiles)
        }

        func host(_ name: String) -> TLSCredentials { TLSCredentials(directory.hostFiles(name)) }

        deinit { try? FileManager.default.removeItem(atPath: directory.path) }
    }

    private static let anyPort = SocketAddress(.tls(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: 0))

    @Test("A switch that shows its certificate is identified, and then ready")
    func identified() async throws {
        let pki = try PKI()
        let (controller, host) = (pki.controller, pki.host("kvm1"))
        try await withPeers { loop in
            try await withSouthbound(configure: { $0.tls = controller }) { southbound, events in
                let address = try southbound.listenSwitches(on: Self.anyPort)
                _ = try await Peer.dial(address.active, on: loop, saying: Peer.handshake(datapathID: 7), tls: host)
                let ready = try await events.wait("the switch is ready") { $0.readySwitches.first }
                #expect(ready.datapathID == DatapathID(7))
                #expect(ready.peer.hasPrefix("ssl:127.0.0.1:"))
                guard case .openFlow(ready.key, .identified(let identity))? = events.all.first else {
                    Issue.record("the first event is \(String(describing: events.all.first))")
                    return
                }
                #expect(identity.systemIDs == ["kvm1"])
            }
        }
    }

    @Test("Who is refused by TLS is told once, however often it comes, and disturbs nobody")
    func refused() async throws {
        let pki = try PKI()
        let (controller, host) = (pki.controller, pki.host("kvm1"))
        let stranger = try PKI().host("kvm1")
        try await withPeers { loop in
            try await withSouthbound(configure: { $0.tls = controller }) { southbound, events in
                let address = try southbound.listenSwitches(on: Self.anyPort)
                let plain = SocketAddress(.tcp(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: address.port ?? 0))
                _ = try await Peer.dial(address.active, on: loop, saying: Peer.handshake(datapathID: 7), tls: host)
                _ = try await events.wait("the switch is ready") { $0.readySwitches.first }
                for _ in 0..<20 {
                    let peer = try await Peer.dial(plain, on: loop, saying: Peer.handshake(datapathID: 8))
                    _ = try await peer.waitForEnd()
                }
                let refused = try await events.wait("the refusal is told") { $0.refusals.first }
                #expect(refused.contains("clear text where TLS is spoken"))
                let other = try await Peer.dial(address.active, on: loop, tls: stranger)
                _ = try await other.waitForEnd()
                // The stranger refuses us first, as it does not know our authority either.
                _ = try await events.wait("another reason is told at once") { $0.refusals.count == 2 ? true : nil }
                try await eventually("all are gone") { southbound.statistics().count == 1 }
                #expect(events.all.refusals.count == 2)
                #expect(events.all.readySwitches.count == 1)
            }
        }
    }

    @Test("A session goes on over a reload, unless its certificate is revoked")
    func revoked() async throws {
        let pki = try PKI()
        let (controller, first, second) = (pki.controller, pki.host("kvm1"), pki.host("kvm2"))
        try await withPeers { loop in
            try await withSouthbound(configure: { $0.tls = controller }) { southbound, events in
                let address = try southbound.listenSwitches(on: Self.anyPort)
                _ = try await Peer.dial(address.active, on: loop, saying: Peer.handshake(datapathID: 1), tls: first)
                _ = try await Peer.dial(address.active, on: loop, saying: Peer.handshake(datapathID: 2), tls: second)
                let ready = try await events.wait("both are ready") {
                    $0.readySwitches.count == 2 ? $0.readySwitches : nil
                }
                try controller.reload()
                southbound.recheckCertificates()
                #expect(southbound.statistics().count == 2)
                try pki.authority.revoke("host/kvm2", now: Int64(Date().timeIntervalSince1970))
                try controller.reload()
                southbound.recheckCertificates()
                let closed = try await events.wait("the session ends") { $0.closed.first }
                #expect(closed.key == ready.first { $0.datapathID == DatapathID(2) }?.key)
                #expect(closed.reason.contains("is revoked (CN kvm2"))
                #expect(events.all.refusals.count == 1)
                let again = try await Peer.dial(address.active, on: loop, tls: second)
                _ = try await again.waitForEnd()
                #expect(southbound.statistics().count == 1)
            }
        }
    }

    @Test("A reload ends the sessions of an authority that is accepted no longer, and no other")
    func authorityDropped() async throws {
        let pki = try PKI()
        let (controller, old) = (pki.controller, pki.host("kvm1"))
        try await withPeers { loop in
            try await withSouthbound(configure: { $0.tls = controller }) { southbound, events in
                let address = try southbound.listenSwitches(on: Self.anyPort)
                _ = try await Peer.dial(address.active, on: loop, saying: Peer.handshake(datapathID: 1), tls: old)
                let validity = Validity.days(1, from: Int64(Date().timeIntervalSince1970))
                let present = try CertificateAuthority.replace(
                    in: pki.directory, validity: validity, keepsFormer: true)
                try present.issue(.host(name: "kvm2"), systemID: "kvm2", validity: validity, force: true)
                try controller.reload()
                southbound.recheckCertificates()
                let new = pki.host("kvm2")
                _ = try await Peer.dial(address.active, on: loop, saying: Peer.handshake(datapathID: 2), tls: new)
                let ready = try await events.wait("both are ready") {
                    $0.readySwitches.count == 2 ? $0.readySwitches : nil
                }
                #expect(southbound.statistics().count == 2 && events.all.closed.isEmpty, "both are accepted")
                _ = try present.dropFormer(now: 0, isForced: true)
                try controller.reload()
                southbound.recheckCertificates()
                let closed = try await events.wait("the session ends") { $0.closed.first }
                #expect(closed.key == ready.first { $0.datapathID == DatapathID(1) }?.key)
                #expect(closed.reason.contains("that authority is accepted no longer (CN kvm1"), "\(closed.reason)")
                let refusal = try await events.wait("it is told") { $0.refusals.first }
                #expect(refusal.contains("that authority is accepted no longer (CN kvm1"))
                #expect(southbound.statistics().map(\.session) == ready.filter { $0.key != closed.key }.map(\.key))
            }
        }
    }

    @Test(
        "A reload after a hard change of authority ends sessions with databases, dialled or not",
        .enabled(if: RealHost.isAvailable))
    func databasesOfFormerAuthority() async throws {
        let pki = try PKI()
        let controller = pki.controller
        try await withSouthbound(configure: { $0.tls = controller }) { southbound, events in
            let address = try southbound.listenDatabases(on: Self.anyPort)
            let host = try RealHost(manager: address, tls: pki.directory.hostFiles("kvm3"))
            southbound.setDialled(["kvm3": try #require(try await host.listenOverTLS())])
            let ready = try await events.wait("both sessions stand") {
                $0.readyDatabases.count == 2 ? $0.readyDatabases : nil
            }
            try controller.reload()
            southbound.recheckCertificates()
            #expect(southbound.statistics().count == 2)
            let validity = Validity.days(1, from: Int64(Date().timeIntervalSince1970))
            let present = try CertificateAuthority.replace(in: pki.directory, validity: validity, keepsFormer: false)
            try present.issue(.controller, validity: validity, force: true)
            try controller.reload()
            southbound.recheckCertificates()
            let closed = try await events.wait("both end") { all in
                let ended = all.closed.filter { end in ready.contains { $0.key == end.key } }
                return ended.count == 2 ? ended : nil
            }
            for end in closed { #expect(end.reason.contains("that authority is accepted no longer"), "\(end.reason)") }
            withExtendedLifetime(host) {}
        }
    }

    @Test("A peer that stops in its TLS handshake costs the handshake's deadline")
    func stalls() async throws {
        let controller = try PKI().controller
        try await withPeers { loop in
            try await withSouthbound {
                $0.tls = controller
                $0.openFlow.handshakeDeadline = .milliseconds(300)
            } _: { southbound, events in
                let address = try southbound.listenSwitches(on: Self.anyPort)
                let plain = SocketAddress(.tcp(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: address.port ?? 0))
                // The head of a record whose rest never comes.
                let peer = try await Peer.dial(plain, on: loop, saying: [22, 3, 1, 2, 0, 1])
                _ = try await peer.waitForEnd()
                #expect(events.all.closed.count == 1)
            }
        }
    }

    @Test("A handshake that is under way ends at a reload: it would be judged by certificates of before")
    func reloadMeetsHandshakes() async throws {
        let pki = try PKI()
        let (controller, host) = (pki.controller, pki.host("kvm1"))
        try await withPeers { loop in
            try await withSouthbound {
                $0.tls = controller
                // Longer than the test may take: what ends is not ended by it.
                $0.openFlow.handshakeDeadline = .seconds(600)
            } _: { southbound, events in
                let address = try southbound.listenSwitches(on: Self.anyPort)
                let plain = SocketAddress(.tcp(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: address.port ?? 0))
                _ = try await Peer.dial(address.active, on: loop, saying: Peer.handshake(datapathID: 1), tls: host)
                let ready = try await events.wait("the switch is ready") { $0.readySwitches.first }
                // One has said half a record, the other a whole hello and waits with its certificate.
                let hello = try TLSMachine(.client, host.context())
                let half = try await Peer.dial(plain, on: loop, saying: [22, 3, 1, 2, 0, 1])
                let waiting = try await Peer.dial(plain, on: loop, saying: hello.takeOutput())
                try await eventually("the second is answered") { !waiting.bytes.isEmpty }
                try await eventually("both are under way") { southbound.statistics().count == 3 }
                try controller.reload()
                southbound.recheckCertificates()
                _ = try await half.waitForEnd()
                _ = try await waiting.waitForEnd()
                try await eventually("both are gone") { southbound.statistics().count == 1 }
                #expect(southbound.statistics().first?.session == ready.key)
                #expect(events.all.refusals == [], "nobody was at fault")
            }
        }
    }

    @Test("A real database over TLS, dialled and dialling", .enabled(if: RealHost.isAvailable))
    func database() async throws {
        let pki = try PKI()
        let controller = pki.controller
        try await withSouthbound(configure: { $0.tls = controller }) { southbound, events in
            let address = try southbound.listenDatabases(on: Self.anyPort)
            let host = try RealHost(manager: address, tls: pki.directory.hostFiles("kvm3"))
            let accepted = try await events.wait("the database dials in") { $0.readyDatabases.first }
            #expect(events.all.identities[accepted.key]?.systemIDs == ["kvm3"])
            let listening = try #require(try await host.listenOverTLS())
            southbound.setDialled(["kvm3": listening])
            let dialled = try await events.wait("the database is dialled") {
                $0.readyDatabases.first { $0.origin == .dialled(name: "kvm3") }
            }
            #expect(events.all.identities[dialled.key]?.systemIDs == ["kvm3"])
            withExtendedLifetime(host) {}
        }
    }

    @Test(
        "A real database does not take a host for weftd, unless that host has a certificate to be dialled with",
        .enabled(if: RealHost.isAvailable), arguments: ["kvm2", "kvm3"])
    func stolenKey(of thief: String) async throws {
        let pki = try PKI()
        let stolen = pki.host(thief)
        try await withSouthbound(configure: { $0.tls = stolen }) { southbound, events in
            let address = try southbound.listenDatabases(on: Self.anyPort)
            let host = try RealHost(manager: address, tls: pki.directory.hostFiles("kvm1"))
            if thief == "kvm2" {
                let refusal = try await events.wait("the database refuses it") { $0.refusals.first }
                #expect(refusal.contains("refuses our certificate"), "\(refusal)")
                #expect(events.all.readyDatabases.isEmpty)
            } else {
                _ = try await events.wait("the database takes it") { $0.readyDatabases.first }
            }
            withExtendedLifetime(host) {}
        }
    }

    @Test(
        "A real database that listens without a server's certificate is not dialled, and it is said how to make one",
        .enabled(if: RealHost.isAvailable))
    func undialled() async throws {
        let pki = try PKI()
        let controller = pki.controller
        try await withSouthbound(configure: { $0.tls = controller }) { southbound, events in
            let host = try RealHost(tls: pki.directory.hostFiles("kvm1"))
            southbound.setDialled(["kvm1": try #require(try await host.listenOverTLS())])
            let reason = try await events.wait("it is said") {
                $0.compactMap { if case .dialFailed(_, let reason) = $0 { reason } else { nil } }.first
            }
            #expect(reason.contains("`weft pki host --dialled` makes one"), "\(reason)")
            withExtendedLifetime(host) {}
        }
    }
}

@Suite("What is told of refusals") struct RefusalDigestTests {
    private func time(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: UInt64(seconds * 1e9) + 100_000_000_000)
    }

    @Test("The same reason from the same address once a minute, with the number of the others")
    func once() {
        var digest = RefusalDigest()
        #expect(digest.take("expired", from: "10.0.0.1", now: time(0)) == "")
        for second in 1..<60 { #expect(digest.take("expired", from: "10.0.0.1", now: time(Double(second))) == nil) }
        #expect(digest.take("revoked", from: "10.0.0.1", now: time(59)) == "")
        #expect(digest.take("expired", from: "10.0.0.2", now: time(59)) == "")
        #expect(
            digest.take("expired", from: "10.0.0.1", now: time(60)) == "; 59 times more since it was told last")
    }

    @Test("Many addresses are told within a budget, and memory is bounded")
    func many() {
        var digest = RefusalDigest()
        var told = 0
        for number in 0..<10_000 where digest.take("plaintext", from: "a\(number)", now: time(1)) != nil { told += 1 }
        #expect(told == 32)
        #expect(digest.take("plaintext", from: "late", now: time(62)) == "; 9968 refusals of others were not told")
        for minute in 2..<50 {
            for number in 0..<100 { _ = digest.take("x", from: "\(minute)-\(number)", now: time(Double(minute) * 61)) }
        }
        #expect(digest.count <= 256)
    }
}

extension Sequence<SouthboundEvent> {
    fileprivate var refusals: [String] {
        compactMap { if case .refused(_, let reason) = $0 { reason } else { nil } }
    }

    fileprivate var identities: [SessionKey: PeerIdentity] {
        reduce(into: [:]) { if case .database(let key, .identified(let identity)) = $1 { $0[key] = identity } }
    }
}
