import JSON
import Testing

@Suite struct JSONStreamSplitterTests {
    private static let messages = [
        "{}", "{\"a\":{\"b\":[{}]}}", "{\"s\":\"} { \\\" \\\\\"}", "{\"t\":\"\\\\\\\"}\"}", "{\"id\":null}",
    ]

    @Test("However a stream is cut, the same messages come out", arguments: [1, 2, 3, 7, 1000])
    func pieces(size: Int) throws {
        let stream = Array(Self.messages.joined(separator: " \r\n\t").utf8)
        var splitter = JSONStreamSplitter(maxMessageBytes: 100)
        var found: [String] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            splitter.append(stream[start..<min(start + size, stream.count)])
            while let message = try splitter.next() { found.append(String(decoding: message, as: UTF8.self)) }
        }
        #expect(found == Self.messages)
        #expect(splitter.bufferedBytes == 0)
    }

    @Test("Only objects may start", arguments: ["x", "[", "{}x", "{} 1", "}", "\"{}\""])
    func garbage(text: String) {
        var splitter = JSONStreamSplitter(maxMessageBytes: 100)
        splitter.append(text.utf8)
        var failure: JSONError?
        do throws(JSONError) {
            while try splitter.next() != nil {}
        } catch {
            failure = error
        }
        #expect(failure != nil)
    }

    @Test("A message longer than the limit ends the stream, and one as long does not")
    func limit() throws {
        var splitter = JSONStreamSplitter(maxMessageBytes: 10)
        splitter.append("{\"a\": 123}{\"a\": 1234}".utf8)
        let first = try splitter.next()
        #expect(first?.count == 10)
        var failure: JSONError?
        do throws(JSONError) {
            _ = try splitter.next()
        } catch {
            failure = error
        }
        #expect(failure?.reason == .limit("10 bytes in a message"))
        #expect(failure?.offset == 20)
    }

    @Test("White space without end is not kept")
    func whitespace() throws {
        var splitter = JSONStreamSplitter(maxMessageBytes: 10)
        for _ in 0..<1000 {
            splitter.append("        ".utf8)
            let message = try splitter.next()
            #expect(message == nil)
            #expect(splitter.bufferedBytes == 0)
        }
    }

    @Test("A large message in small pieces is not scanned again and again")
    func linear() throws {
        let text = "{\"a\":\"" + String(repeating: "x", count: 1 << 20) + "\"}"
        var splitter = JSONStreamSplitter(maxMessageBytes: 2 << 20)
        let bytes = Array(text.utf8)
        var found: [UInt8]?
        for start in stride(from: 0, to: bytes.count, by: 16) {
            splitter.append(bytes[start..<min(start + 16, bytes.count)])
            if let message = try splitter.next() { found = message }
        }
        #expect(found == bytes)
    }
}
