import OpenFlow

extension Vectors.Row {
    /// A flow_mod around actions or instructions, with xid 1; nil for what OpenFlow 1.3 does not have in the same bytes.
    /// Actions are padded to what a switch would have sent.
    var flowModification: [UInt8]? {
        let isExperimenter = bytes.starts(with: [0xff, 0xff])
        let instructions: [UInt8]
        switch kind {
        case "actions" where version >= 3 || isExperimenter:
            let padded = bytes + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
            let length = 8 + padded.count
            instructions = [0, 4, UInt8(length >> 8), UInt8(length & 0xff), 0, 0, 0, 0] + padded
        case "instructions" where version == 2: instructions = bytes
        default: return nil
        }
        let head = hex(
            "0e 0000 00000001 0000000000000000 0000000000000000 00 00 0000 0000 0001 ffffffff ffffffff ffffffff")
        let match = hex("0000 0000 0001 0004 00000000")
        var message = [max(version, OpenFlowVersion.v1_3.rawValue)] + head + match + instructions
        message[2] = UInt8(message.count >> 8)
        message[3] = UInt8(message.count & 0xff)
        return message
    }
}
