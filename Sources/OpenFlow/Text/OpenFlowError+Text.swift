extension OpenFlowError {
    /// Behind the head: the name, and on the lines below it the message that was refused.
    func text(version: OpenFlowVersion) -> String {
        var error = self
        var version = version
        var text = ""
        for _ in 0..<Self.maximumDepth {
            text += " \(error.openVSwitchName(version: version))\n"
            guard let (head, inner, innerVersion) = error.innerError else {
                return text + error.dataText
            }
            text += head
            error = inner
            version = innerVersion
        }
        return text + " \(error.openVSwitchName(version: version))\n" + TextValue.dump(error.data)
    }

    /// As many errors about errors are followed; how many there are is the sender's to choose.
    private static let maximumDepth = 8

    /// The error that this one is about.
    private var innerError: (head: String, OpenFlowError, OpenFlowVersion)? {
        guard !isOfHello, let (header, message) = try? Message.decode(data), case .error(let inner) = message,
            let version = OpenFlowVersion(rawValue: header.version)
        else { return nil }
        let head = TextWriter.text { $0.write(headOf: message.name, version, header.xid) }
        return (head, inner, version)
    }

    private var dataText: String {
        if isOfHello { return TextValue.printable(data) }
        if let (header, message) = try? Message.decode(data), let version = OpenFlowVersion(rawValue: header.version) {
            let text = message.text(version: version, xid: header.xid)
            // The bytes of an echo are left out here.
            return message.isEcho ? String(text.prefix { $0 != "\n" }) : text
        }
        if data.isEmpty { return "OpenFlow message is empty\n" }
        guard data.count >= MessageHeader.byteCount else {
            return "OpenFlow packet too short (only \(data.count) bytes):\n" + TextValue.dump(data)
        }
        let stated = Int(data[2]) << 8 | Int(data[3])
        if stated < data.count {
            return "(***only uses \(stated) bytes out of \(data.count)***)\n" + TextValue.dump(data)
        }
        if stated > data.count {
            let head = MessageBeginning(data).map { $0.head + "\n" } ?? ""
            return head + "(***truncated to \(data.count) bytes from \(stated)***)\n" + TextValue.dump(data)
        }
        return TextValue.dump(data)
    }

    /// OFPET_HELLO_FAILED, which has words in the place of a message.
    private var isOfHello: Bool { type == 0 && code <= 1 }

    /// Open vSwitch has the names of OpenFlow 1.0 for some, and of 1.4 for properties in 1.3.
    private func openVSwitchName(version: OpenFlowVersion) -> String {
        switch (type, code) {
        case (1, 2): "OFPBRC_BAD_STAT"
        case (1, 3): "OFPBRC_BAD_VENDOR"
        case (1, 4): "OFPBRC_BAD_SUBTYPE"
        case (1, 10): "OFPBRC_IS_SECONDARY"
        case (2, 2): "OFPBAC_BAD_VENDOR"
        case (2, 3): "OFPBAC_BAD_VENDOR_TYPE"
        case (13, 2) where version == .v1_3: "OFPBPC_BAD_TYPE"
        case (13, 3) where version == .v1_3: "OFPBPC_BAD_LEN"
        case (13, 4) where version == .v1_3: "OFPBPC_BAD_VALUE"
        case (13, 6): "OFPTFFC_BAD_CAPA"
        default: name
        }
    }
}

extension Message {
    fileprivate var isEcho: Bool {
        switch self {
        case .echoRequest, .echoReply: true
        default: false
        }
    }
}

extension TextValue {
    /// Bytes as text, with quotation marks, backslashes and what cannot be printed as `\ooo` in octal.
    fileprivate static func printable(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes {
            if byte < 0x20 || byte > 0x7e || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") {
                text += "\\" + digits(byte, count: 3, radix: 8)
            } else {
                text.unicodeScalars.append(UnicodeScalar(byte))
            }
        }
        return text
    }
}
