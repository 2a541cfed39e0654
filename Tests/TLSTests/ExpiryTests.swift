import Testing

@testable import TLS

@Suite("Certificates that run out") struct ExpiryTests {
    private let day: Int64 = 86_400

    private func identity(_ name: String, until notAfter: Int64) -> PeerIdentity {
        PeerIdentity(commonName: name, serial: "1", fingerprint: name, notAfter: notAfter)
    }

    @Test("Each warning is told once: 30 days before, 7, 1, and at the end; a new certificate begins anew")
    func thresholds() {
        var watch = ExpiryWatch()
        let end = 100 * day
        func tellings(_ name: String, _ hours: ClosedRange<Int64>) -> [String] {
            hours.flatMap { hour in
                watch.check([(identity(name, until: end), "our certificate", "renew")], now: hour * 3600).map {
                    "\(hour / 24): \($0)"
                }
            }
        }
        let first = tellings("a", 0...2640)
        #expect(
            first == [
                "70: our certificate (CN a, serial 1) expires in 30 days: renew",
                "93: our certificate (CN a, serial 1) expires in 7 days: renew",
                "99: our certificate (CN a, serial 1) expires in 1 days: renew",
                "100: our certificate (CN a, serial 1) has expired: it is refused: renew",
            ])
        // What is found late is told as what it is.
        let late = tellings("b", 2390...2399)
        #expect(late == ["99: our certificate (CN b, serial 1) expires in 10 h: renew"])
        let again = tellings("a", 1800...1801)
        #expect(again == ["75: our certificate (CN a, serial 1) expires in 25 days: renew"])
    }

    @Test("weftd's certificate is watched, and every authority that is accepted")
    func context() throws {
        let pki = try TestPKI()
        _ = try CertificateAuthority.replace(
            in: pki.directory, validity: .days(20, from: TestPKI.now), keepsFormer: true)
        var watch = ExpiryWatch()
        let context = try pki.controller
        let soon = watch.check(context, now: TestPKI.now)
        #expect(soon.map { $0.hasPrefix("our certificate") } == [true, false], "\(soon)")
        let none = watch.check(context, now: TestPKI.now)
        #expect(none.isEmpty)
        let late = watch.check(context, now: TestPKI.now + 3650 * 86_400)
        #expect(late.count == 3)
    }
}
