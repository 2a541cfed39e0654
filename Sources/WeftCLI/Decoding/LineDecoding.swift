/// Lines of hexadecimal in, lines of JSON out, in whatever pieces the input comes. Holds one line at most.
struct LineDecoding {
    /// The longest message (65,535 bytes) with a blank around every digit; a longer line is answered and passed over.
    static let maximumLineBytes = 256 << 10

    /// Whether every line so far was a message.
    private(set) var isEveryLineGood = true

    private var line: [UInt8] = []
    private var isTooLong = false
    private var hasLine = false
    private var output: [UInt8] = []

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            // A whole line needs no copy.
            if hasLine {
                collect(rest[..<end])
                answer(line[...])
            } else {
                isTooLong = end - rest.startIndex > Self.maximumLineBytes
                answer(rest[rest.startIndex..<end])
            }
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty { collect(rest) }
    }

    /// The input is over: what stands behind the last line feed is a line too.
    mutating func finish() {
        if hasLine { answer(line[...]) }
    }

    /// The answers since the last call.
    mutating func takeOutput() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }

    private mutating func collect(_ part: ArraySlice<UInt8>) {
        hasLine = true
        if line.count + part.count > Self.maximumLineBytes { isTooLong = true }
        if !isTooLong { line.append(contentsOf: part) }
    }

    private mutating func answer(_ text: ArraySlice<UInt8>) {
        let answer =
            isTooLong
            ? DecodedMessage.failed("more than \(Self.maximumLineBytes) characters in a line", offset: 0)
            : DecodedMessage(hexadecimal: text)
        if case .failed = answer { isEveryLineGood = false }
        answer.write(to: &output)
        line.removeAll(keepingCapacity: true)
        isTooLong = false
        hasLine = false
    }
}
