import NetworkTypes
import Testing

@Suite struct AddressTests {
    @Test(
        "MAC addresses print as they were written",
        arguments: ["52:54:00:12:34:56", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:01"])
    func macRoundTrip(text: String) throws {
        #expect(try MACAddress(text).description == text)
    }

    @Test(
        "Other spellings of a MAC are refused",
        arguments: [
            "", "52:54:0:12:34:56", "5254.0012.3456", "52:54:00:12:34-56", "52:54:00:12:34:5g", "52:54:00:12:34:56:78",
        ])
    func macRefused(text: String) {
        #expect(throws: AddressSyntaxError.self) { try MACAddress(text) }
    }

    @Test(
        "IPv4 refuses what libc would guess",
        arguments: ["10.300.1.0", "10.1", "010.0.0.1", "1.2.3.4.5", "1.2.3.", "0x1.2.3.4", " 1.2.3.4", "+1.2.3.4"])
    func ipv4Refused(text: String) {
        #expect(throws: AddressSyntaxError.self) { try IPv4Address(text) }
    }

    @Test(
        "IPv6 prints as RFC 5952 says",
        arguments: [
            ("2001:db8::1", "2001:db8::1"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
            ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("::ffff:10.0.0.1", "::ffff:a00:1"),
            ("fe80:0:0:0:0:0:0:1", "fe80::1"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ])
    func ipv6(text: String, expected: String) throws {
        #expect(try IPv6Address(text).description == expected)
    }

    @Test(
        "Malformed IPv6 is refused",
        arguments: [
            "", ":", ":::", "1::2::3", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "fe80::1%eth0", "1:", "::1:",
            "1:2:3:4:5:6:7:8::", "10.0.0.1::",
        ])
    func ipv6Refused(text: String) {
        #expect(throws: AddressSyntaxError.self) { try IPv6Address(text) }
    }

    @Test("An IPv4 address written as an IPv6 one is what it is, and nothing else is")
    func unmapped() throws {
        #expect(try IPAddress("::ffff:192.0.2.1").unmapped == IPAddress("192.0.2.1"))
        for other in ["192.0.2.1", "2001:db8::ffff:c000:201", "::192.0.2.1", "::fffe:192.0.2.1", "::1:ffff:c000:201"] {
            let address = try IPAddress(other)
            #expect(address.unmapped == address)
        }
        #expect(try IPv6Address("2001:db8:0:7::1").network64 == 0x2001_0db8_0000_0007)
    }

    @Test("The EUI-64 link-local address of a MAC")
    func linkLocal() throws {
        let address = IPv6Address.linkLocal(from: try MACAddress("52:54:00:12:34:56"))
        #expect(address.description == "fe80::5054:ff:fe12:3456")
        #expect(address.isLinkLocal)
    }

    @Test("A prefix names what is wrong with it")
    func prefixErrors() {
        #expect(
            throws: AddressSyntaxError(
                "10.300.1.0/24", expected: "an IPv4 prefix", reason: "`300` is not a number from 0 to 255")
        ) {
            try IPPrefix("10.300.1.0/24")
        }
        #expect(
            throws: AddressSyntaxError("10.0.0.1/24", expected: "an IPv4 prefix", reason: "the network is 10.0.0.0/24")
        ) {
            try IPPrefix("10.0.0.1/24")
        }
    }

    @Test("Prefixes contain and overlap")
    func prefixes() throws {
        let wide = try IPPrefix("10.0.0.0/8")
        let narrow = try IPPrefix("10.1.0.0/16")
        #expect(wide.overlaps(narrow) && narrow.overlaps(wide))
        #expect(wide.contains(try IPAddress("10.255.0.1")))
        #expect(!narrow.contains(try IPAddress("10.2.0.1")))
        #expect(!wide.overlaps(try IPPrefix("::/0")))
        #expect(try IPPrefix("0.0.0.0/0").contains(try IPAddress("255.255.255.255")))
    }

    @Test("A datapath-id has 16 digits")
    func datapathID() throws {
        #expect(try DatapathID("00000000000000ab").description == "00000000000000ab")
        #expect(throws: AddressSyntaxError.self) { try DatapathID("ab") }
    }
}
