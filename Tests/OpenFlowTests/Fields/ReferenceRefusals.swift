import Foundation

@testable import OpenFlow

/// What ovs-ofctl, which decodes and checks as ovs-vswitchd does, has against messages.
extension ReferencePrinter {
    /// By the messages' xids: the error's name, or nothing for those that are taken.
    static func refusals(_ messages: [UInt32: [UInt8]]) throws -> [UInt32: String?] {
        let stream = messages.keys.sorted().flatMap { messages[$0] ?? [] }
        let text = try withFile(Data(stream)) { try run(["ofp-parse", $0]) }
        var result: [UInt32: String?] = [:]
        for line in text.split(separator: "\n") {
            guard let start = line.range(of: "(xid=0x"), let end = line[start.upperBound...].firstIndex(of: ")"),
                let xid = UInt32(line[start.upperBound..<end], radix: 16)
            else { continue }
            guard let error = line.range(of: "***decode error: ") else {
                result[xid] = .some(nil)
                continue
            }
            result[xid] = String(line[error.upperBound...].prefix { $0 != "*" })
        }
        return result
    }
}

/// A flow_mod of 1.5 around fields as they stand.
func flowModification(fields: [UInt8], xid: UInt32) -> [UInt8] {
    let flow = Flow(table: 0, priority: 1, cookie: 0, match: Match())
    var bytes = Message.flowModification(FlowModification(.add, flow)).encoded(version: .v1_5, xid: xid)
    let length = 4 + fields.count
    bytes = Array(bytes.prefix(48)) + [0, 1, UInt8(length >> 8), UInt8(length & 0xff)] + fields
    bytes += [UInt8](repeating: 0, count: (8 - length % 8) % 8)
    bytes[2] = UInt8(bytes.count >> 8)
    bytes[3] = UInt8(bytes.count & 0xff)
    return bytes
}
