extension ScalarType {
    /// The words that stand for something in endpoints and so name no object.
    static let reservedWords: Set<String> = ["any", "external", "none", "all"]

    /// The name of an object, tenant or document (INTERFACE.md 1.8).
    /// - Parameter reserved: names that Weft keeps for itself among these objects.
    static func name(reserved: [String] = [], maximum: Int = 32) -> ScalarType {
        ScalarType("a name (1 to \(maximum) of a-z, 0-9 and -, not at its ends)") { (text) throws(ScalarProblem) in
            guard isName(text), text.utf8.count <= maximum else { throw ScalarProblem() }
            guard !reservedWords.contains(text), !reserved.contains(text) else {
                throw ScalarProblem("the name is reserved", code: .reserved)
            }
            return .text(text)
        }
    }

    /// `NAME`, or `TENANT/NAME` for what another tenant shares.
    static func reference(to kind: String) -> ScalarType {
        ScalarType("the name of a \(kind) (NAME or TENANT/NAME)") { (text) throws(ScalarProblem) in
            guard let reference = ObjectReference(parsing: text) else { throw ScalarProblem() }
            return .reference(reference)
        }
    }

    /// Any text of one line.
    static func text(_ noun: String = "a text", maximum: Int = 255) -> ScalarType {
        ScalarType("\(noun) (1 to \(maximum) bytes)") { (text) throws(ScalarProblem) in
            guard (1...maximum).contains(text.utf8.count) else { throw ScalarProblem("it has \(text.utf8.count)") }
            guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw ScalarProblem("it has a control character")
            }
            return .text(text)
        }
    }

    /// The hypervisor's name of a VM: any text up to 255 bytes.
    static let vm = text("a VM's name")

    /// `VM` or `VM:INDEX`.
    static let nicName = ScalarType("a NIC (VM or VM:INDEX)") { (text) throws(ScalarProblem) in
        guard isNICName(text) else { throw ScalarProblem() }
        return .text(text)
    }

    static let labelKey = label("a label's key")
    static let labelValue = label("a label's value")

    private static func label(_ noun: String) -> ScalarType {
        ScalarType("\(noun) (1 to 63 letters, digits and - _ . /)") { (text) throws(ScalarProblem) in
            guard isLabelPart(text) else { throw ScalarProblem() }
            return .text(text)
        }
    }

    /// A DNS name of one or more labels (RFC 1123 section 2.1).
    static let domainName = ScalarType("a domain name") { (text) throws(ScalarProblem) in
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isGood = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-")
                && label.utf8.last != UInt8(ascii: "-")
                && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
        guard text.utf8.count <= 253, isGood else { throw ScalarProblem() }
        return .text(text)
    }
}

/// `[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?`
func isName(_ text: some StringProtocol) -> Bool {
    let bytes = text.utf8
    let hyphen = UInt8(ascii: "-")
    guard (1...32).contains(bytes.count), bytes.first != hyphen, !text.hasSuffix("-") else { return false }
    return bytes.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte) || byte == hyphen
    }
}

func isNICName(_ text: some StringProtocol) -> Bool {
    guard let colon = text.lastIndex(of: ":") else { return (1...255).contains(text.utf8.count) }
    return colon != text.startIndex && text.utf8.count <= 260 && decimal(text[text.index(after: colon)...]) != nil
}

func isLabelPart(_ text: some StringProtocol) -> Bool {
    let marks: [UInt8] = [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/")]
    return (1...63).contains(text.utf8.count) && text.utf8.allSatisfy { isLetterOrDigit($0) || marks.contains($0) }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || isDigit(byte)
}
