import Foundation
import OpenFlow

/// What Open vSwitch's own ovs-ofctl makes of messages and of text.
enum ReferencePrinter {
    static let program = "/usr/bin/ovs-ofctl"
    static let isPresent = FileManager.default.isExecutableFile(atPath: program)
    static let absence = "ovs-ofctl is not installed"

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Flows as a switch of `version` would describe them, printed without counters, by their cookies. One that ovs-ofctl
    /// does not take has no entry.
    static func printed(_ flows: [Flow], version: OpenFlowVersion) throws -> [UInt64: String] {
        var stream: [UInt8] = []
        for flow in flows {
            let reply = MultipartReply(.flows([FlowDescription(flow)]))
            stream += Message.multipartReply(reply).encoded(version: version, xid: 1)
        }
        var result: [UInt64: String] = [:]
        for line in try lines(ofParsing: stream) {
            guard line.hasPrefix("cookie=0x"), let end = line.firstIndex(of: ","),
                let cookie = UInt64(line[..<end].dropFirst(9), radix: 16)
            else { continue }
            // What a description counts stands where a flow has nothing.
            let counters = ["duration=", "n_packets=", "n_bytes="]
            let head = line.components(separatedBy: ", ")
            result[cookie] = head.filter { part in !counters.contains { part.hasPrefix($0) } }.joined(separator: ", ")
        }
        return result
    }

    /// Each message that `stream` holds, printed.
    private static func lines(ofParsing stream: [UInt8]) throws -> [String] {
        try withFile(Data(stream)) { path in
            try run(["--no-stats", "ofp-parse", path]).split(separator: "\n").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
    }

    /// What ovs-ofctl makes of each of some messages. One that it cannot read has no name and no xid there: a barrier request
    /// with a number of its own stands before each.
    static func printed(_ messages: [[UInt8]], version: OpenFlowVersion) throws -> [String] {
        var stream: [UInt8] = []
        for (index, message) in messages.enumerated() {
            stream += Message.barrierRequest.encoded(version: version, xid: firstMark + UInt32(index)) + message
        }
        let text = try withFile(Data(stream)) { try run(["ofp-parse", $0]) }
        var result: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("OFPT_BARRIER_REQUEST"), let xid = xid(in: line), xid >= firstMark {
                result.append("")
            } else if let last = result.indices.last {
                result[last] += result[last].isEmpty ? String(line) : "\n" + line
            }
        }
        return result
    }

    private static let firstMark: UInt32 = 0x10_0000

    private static func xid(in line: Substring) -> UInt32? {
        guard let place = line.firstRange(of: "(xid=0x") else { return nil }
        return UInt32(line[place.upperBound...].prefix { $0.isHexDigit }, radix: 16)
    }

    static func withFile<Result>(_ data: Data, _ body: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "weft-corpus-\(UUID().uuidString)")
        try data.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file.path)
    }

    static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "\(arguments): \(text.suffix(2000))") }
        return text
    }
}
