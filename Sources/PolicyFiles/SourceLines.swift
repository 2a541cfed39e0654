import Policy

/// A text that is known to be UTF-8 and of bounded size, with the places of its lines.
struct SourceLines {
    let file: String
    let firstLine: Int
    /// Without a byte order mark.
    let bytes: [UInt8]
    private let hasByteOrderMark: Bool
    /// The offset at which each line begins.
    private let starts: [Int]

    init(_ given: [UInt8], file: String, firstLine: Int, limit: Int) throws(Diagnostic) {
        precondition(firstLine >= 1, "lines are counted from 1")
        let start = SourcePosition(file: file, line: firstLine, column: 1)
        guard given.count <= limit else {
            throw Diagnostic(
                .tooLarge, "expected at most \(limit) bytes, found \(given.count)", at: start,
                hint: "spread the documents over several files")
        }
        hasByteOrderMark = given.starts(with: [0xef, 0xbb, 0xbf])
        bytes = hasByteOrderMark ? Array(given.dropFirst(3)) : given
        self.file = file
        self.firstLine = firstLine
        starts = Self.lineStarts(bytes)
        if let offset = Self.firstFault(in: bytes) {
            let line = starts.lastIndex { $0 <= offset } ?? 0
            throw Diagnostic(
                .syntax,
                "expected text in UTF-8 with plain line breaks, found the byte 0x\(String(bytes[offset], radix: 16))",
                at: SourcePosition(file: file, line: firstLine + line, column: offset - starts[line] + 1))
        }
    }

    /// The text from one line up to another, both counted from 0; nil goes to the end.
    func text(fromLine first: Int, upToLine end: Int?) -> String {
        let lower = first < starts.count ? starts[first] : bytes.count
        let upper = end.map { $0 < starts.count ? starts[$0] : bytes.count } ?? bytes.count
        let text = String(decoding: bytes[lower..<max(lower, upper)], as: UTF8.self)
        return first == 0 && hasByteOrderMark ? "\u{feff}" + text : text
    }

    /// - Parameters: counted from 0, as libyaml does.
    func position(line: Int, column: Int) -> SourcePosition {
        SourcePosition(file: file, line: firstLine + line, column: column + 1)
    }

    private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        for (offset, byte) in bytes.enumerated() {
            let isBreak = byte == 0x0a || (byte == 0x0d && (offset + 1 == bytes.count || bytes[offset + 1] != 0x0a))
            if isBreak { starts.append(offset + 1) }
        }
        return starts
    }

    /// Where the text stops being UTF-8, or has a line break that editors do not count as one but YAML 1.1 does.
    private static func firstFault(in bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            return error.byteOffsets.lowerBound
        }
        for offset in bytes.indices {
            if bytes[offset] == 0xc2, bytes[offset + 1] == 0x85 { return offset }
            if bytes[offset] == 0xe2, bytes[offset + 1] == 0x80, bytes[offset + 2] | 1 == 0xa9 { return offset }
        }
        return nil
    }
}
