import JSON
import OpenFlow
import Wire

/// The answer to one line of `weft openflow decode` (INTERFACE.md 3).
enum DecodedMessage {
    case message(header: MessageHeader, version: OpenFlowVersion, Message)
    /// Why there is none, and the byte of the message at which that showed.
    case failed(String, offset: Int)

    /// - Parameter hexadecimal: digits in pairs; blanks between them do not count.
    init(hexadecimal text: ArraySlice<UInt8>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        var high: UInt8?
        for character in text {
            guard let digit = Self.digit(character) else {
                if Self.isBlank(character) { continue }
                self = .failed("'\(Self.name(character))' is no hexadecimal digit", offset: bytes.count)
                return
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        if high != nil {
            self = .failed("an odd number of hexadecimal digits", offset: bytes.count)
        } else {
            self.init(bytes)
        }
    }

    init(_ bytes: [UInt8]) {
        do throws(WireError) {
            let (header, message) = try Message.decode(bytes)
            guard let version = OpenFlowVersion(rawValue: header.version) else {
                preconditionFailure("a message decodes in a known version only")
            }
            self = .message(header: header, version: version, message)
        } catch {
            self = .failed(error.description, offset: error.offset)
        }
    }

    /// Appends the answer as JSON with its line end.
    func write(to output: inout [UInt8]) {
        output += json.serializedBytes()
        output.append(UInt8(ascii: "\n"))
    }

    private var json: JSONValue {
        switch self {
        case .message(let header, let version, let message):
            return Self.json(header, version, message)
        case .failed(let reason, let offset): return Self.json(failure: reason, offset: offset)
        }
    }

    /// A message that another spelling of its fields makes too long is none that can be shown as bytes.
    private static func json(_ header: MessageHeader, _ version: OpenFlowVersion, _ message: Message) -> JSONValue {
        do throws(MessageLengthError) {
            let bytes = try message.encodedIfSendable(version: version, xid: header.xid)
            return [
                "ok": true, "version": .string(version.number), "type": .string(message.typeName(version: version)),
                "text": .string(message.text(version: version, xid: header.xid)), "hex": .string(hexadecimal(bytes)),
            ]
        } catch {
            return json(failure: "encoded again: \(error)", offset: 2)
        }
    }

    private static func json(failure reason: String, offset: Int) -> JSONValue {
        ["ok": false, "error": .string(reason), "offset": .integer(Int64(offset))]
    }
}

extension DecodedMessage {
    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isBlank(_ character: UInt8) -> Bool {
        character == 0x20 || character == 0x09 || character == 0x0d
    }

    private static func name(_ character: UInt8) -> String {
        0x21...0x7e ~= character
            ? String(Character(UnicodeScalar(character))) : "byte 0x" + hexadecimal([character])
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = digits[Int(byte >> 4)]
                text[2 * index + 1] = digits[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }
}
