import Wire

extension OpenFlowError {
    init(from reader: inout ByteReader, xid: UInt32) throws(WireError) {
        let type: UInt16 = try reader.read()
        let code: UInt16 = try reader.read()
        let experimenter: UInt32 = type == Self.experimenterType ? try reader.read() : 0
        self.init(
            type: type, code: code, experimenter: experimenter, data: try reader.readBytes(reader.remaining), xid: xid)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(type)
        writer.write(code)
        if type == Self.experimenterType { writer.write(experimenter) }
        writer.write(bytes: data)
    }
}
