import Foundation
import NetworkTypes

/// A key of any name, so that unknown keys are seen.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// The object's members, after checking that each has a known name.
    func members(known: [String]) throws -> KeyedDecodingContainer<AnyKey> {
        let container = try container(keyedBy: AnyKey.self)
        for key in container.allKeys.map(\.stringValue).sorted() where !known.contains(key) {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath,
                    debugDescription: "unknown key `\(key)`; known are \(known.joined(separator: ", "))"))
        }
        return container
    }
}

extension KeyedDecodingContainer<AnyKey> {
    func optional<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T? {
        try decodeIfPresent(type, forKey: AnyKey(name))
    }

    func required<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
        try decode(type, forKey: AnyKey(name))
    }

    /// One text, a list of texts, or nothing.
    func texts(_ name: String) throws -> [String] {
        if let single = try? optional(name, as: String.self) { return [single] }
        return try optional(name) ?? []
    }

    /// Reads an address or the like from its text, with the place in the file if that fails.
    func parse<T>(_ name: String, _ text: String, _ make: (String) throws(AddressSyntaxError) -> T) throws -> T {
        do { return try make(text) } catch {
            throw DecodingError.dataCorruptedError(forKey: AnyKey(name), in: self, debugDescription: error.description)
        }
    }
}

extension LabError {
    /// A decoding error in words: where and what.
    init(_ error: any Error, in file: String) {
        guard let decoding = error as? DecodingError else {
            self.init(.invalid, "\(file): \(error.localizedDescription)")
            return
        }
        let context: DecodingError.Context =
            switch decoding {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context
            @unknown default: .init(codingPath: [], debugDescription: "\(decoding)")
            }
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? "/\($0.stringValue)" }.joined()
        let cause = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
        let place = path.isEmpty ? file : "\(file): \(path)"
        self.init(.invalid, "\(place): \(context.debugDescription)" + (cause.map { " (\($0))" } ?? ""))
    }
}
