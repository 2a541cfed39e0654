import Wire

/// The headers of a packet as far as ovs-ofctl prints them: what is cut off or damaged reads as zeros.
struct PacketHeaders {
    var source: UInt64 = 0
    var destination: UInt64 = 0
    /// Whole tags, with OFPVID_PRESENT; at most two.
    var tags: [UInt16] = []
    var etherType: UInt16 = 0
    var labels: [UInt32] = []
    var arp = ARPHeader()
    var ip = IPHeader()
    var service = ServiceHeader()

    /// Stands for frames whose length field is no EtherType.
    static let noType: UInt16 = 0x05ff

    /// `tagLimit`: so many tags are looked at, and what is behind them is the EtherType.
    init(frame: [UInt8], tagLimit: Int = 2) {
        guard frame.count >= 14 else { return }
        var reader = ByteReader(frame.span.bytes)
        // What the guards let through is there to be read.
        try? readFrame(&reader, tagLimit)
    }

    /// A packet that starts with what is behind the EtherType.
    init(packet: [UInt8], etherType: UInt16) {
        self.etherType = etherType
        var reader = ByteReader(packet.span.bytes)
        try? readInner(&reader)
    }

    private mutating func readFrame(_ reader: inout ByteReader, _ tagLimit: Int) throws(WireError) {
        destination = UInt64(try reader.readInteger(byteCount: 6))
        source = UInt64(try reader.readInteger(byteCount: 6))
        while tags.count < tagLimit, reader.remaining >= 6, [0x8100, 0x88a8].contains(try reader.peek(as: UInt16.self))
        {
            try reader.skip(2)
            tags.append(try reader.read(as: UInt16.self) | 0x1000)
        }
        etherType = try Self.type(&reader)
        try readInner(&reader)
    }

    private mutating func readInner(_ reader: inout ByteReader) throws(WireError) {
        switch etherType {
        case 0x0800: try ip.read4(&reader)
        case 0x86dd: try ip.read6(&reader)
        case 0x0806, 0x8035: arp = (try? ARPHeader(from: &reader)) ?? ARPHeader()
        case 0x8847, 0x8848: try readLabels(&reader)
        case 0x894f: service = (try? ServiceHeader(from: &reader)) ?? ServiceHeader()
        default: break
        }
    }

    /// The EtherType, also that behind an LLC and SNAP header.
    private static func type(_ reader: inout ByteReader) throws(WireError) -> UInt16 {
        let type: UInt16 = try reader.read()
        if type >= 0x0600 { return type }
        guard reader.remaining >= 8, try reader.peek(as: UInt64.self) >> 16 == 0xaaaa_0300_0000 else { return noType }
        try reader.skip(6)
        let inner: UInt16 = try reader.read()
        return inner >= 0x0600 ? inner : noType
    }

    /// At most three, to the bottom of the stack.
    private mutating func readLabels(_ reader: inout ByteReader) throws(WireError) {
        while labels.count < 3, reader.remaining >= 4 {
            let label: UInt32 = try reader.read()
            labels.append(label)
            if label & 0x100 != 0 { break }
        }
    }
}

/// ARP and reverse ARP for IPv4 over Ethernet.
struct ARPHeader {
    var operation: UInt16 = 0
    var senderMAC: UInt64 = 0
    var senderIP: UInt32 = 0
    var targetMAC: UInt64 = 0
    var targetIP: UInt32 = 0

    init() {}

    init(from reader: inout ByteReader) throws(WireError) {
        guard reader.remaining >= 28, try reader.read(as: UInt32.self) == 0x0001_0800,
            try reader.read(as: UInt16.self) == 0x0604
        else { return }
        let operation: UInt16 = try reader.read()
        // Only eight bits of it can be matched.
        self.operation = operation <= 0xff ? operation : 0
        senderMAC = UInt64(try reader.readInteger(byteCount: 6))
        senderIP = try reader.read()
        targetMAC = UInt64(try reader.readInteger(byteCount: 6))
        targetIP = try reader.read()
    }
}

/// The network service header, RFC 8300.
struct ServiceHeader {
    var flags: UInt8 = 0
    var ttl: UInt8 = 0
    var metadataType: UInt8 = 0
    var nextProtocol: UInt8 = 0
    var path: UInt32 = 0
    var context: [UInt32] = []

    init() {}

    init(from reader: inout ByteReader) throws(WireError) {
        let total = reader.remaining
        let word: UInt16 = try reader.read()
        let metadataType: UInt8 = try reader.read()
        let nextProtocol: UInt8 = try reader.read()
        let path: UInt32 = try reader.read()
        let length = Int(word & 0x3f) * 4
        guard word >> 14 == 0, length >= 8, length <= total, metadataType != 1 || length == 24 else { return }
        flags = UInt8(word >> 12 & 3)
        ttl = UInt8(word >> 6 & 0x3f)
        self.metadataType = metadataType
        self.nextProtocol = nextProtocol
        self.path = path
        guard metadataType == 1 else { return }
        for _ in 0..<4 { context.append(try reader.read()) }
    }
}
